/** Handlers this package deploys, in the order they are built. */
export const HANDLER_NAMES = [
  'inference',
  'inference-launchdarkly',
  'validator',
  'guard',
  'guard-with-means',
  'watch',
  'watch-with-means',
  'outcomes',
  'token-rotation',
  'comparison',
  'evaluator',
] as const;

/**
 * A handler this package deploys. Those `-with-means` also judge guardrails of method `mean`, and carry the special
 * functions that need it.
 */
export type HandlerName = (typeof HANDLER_NAMES)[number];
