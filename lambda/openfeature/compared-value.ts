import type { ResolvedFlag } from './resolved-flag.ts';

/**
 * What a unit in a comparison is served, as metrics name it; `undefined` for anybody else, and where a default stands in
 * for the value: the default would be compared, or killed by the guard.
 */
export function comparedValue({ role, reason, value }: ResolvedFlag): string | undefined {
  return role !== undefined && reason !== 'ERROR' ? String(value) : undefined;
}
