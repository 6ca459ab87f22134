/** ln Σ e^x without overflow; −∞ for an empty list. */
export function logSumExp(logs: readonly number[]): number {
  const largest = logs.reduce((max, log) => Math.max(max, log), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
