import { MAX_EVIDENCE } from '../../lambda/guard/guard-record.ts';

/** Three digits are what an estimate is worth: `1.15`, `0.0331`, `1230`. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** An e-value; what is cut off at the top is said to be more. */
export function evidenceText(evidence: number): string {
  return evidence >= MAX_EVIDENCE
    ? '> 1e9'
    : evidence >= 1e5
      ? evidence.toExponential(1)
      : shortNumber(evidence);
}
