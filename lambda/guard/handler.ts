/** The guard's tick function, for guardrails with exact evidence. AppConfig gives it about 3 seconds. */
export const handler = async (): Promise<{ readonly Directive: 'CONTINUE' }> => ({ Directive: 'CONTINUE' });
