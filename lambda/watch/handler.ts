/** The scheduled watch, for guardrails with exact evidence. */
export const handler = async (): Promise<{ readonly action: 'none' }> => ({ action: 'none' });
