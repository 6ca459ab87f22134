import type { ResolvedFlag } from './resolved-flag.ts';

/**
 * What a candidate is served, as metrics name it; `undefined` for anybody else, and where a default stands in for the
 * value: the guard would kill the default.
 */
export function candidateValue({ role, reason, value }: ResolvedFlag): string | undefined {
  return role === 'candidate' && reason !== 'ERROR' ? String(value) : undefined;
}
