import type { Scalar } from '../../core/document/flag-document.ts';

/** Whether a flag may serve a value, and a condition test for it: neither an object nor a list, and not nothing. */
export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
