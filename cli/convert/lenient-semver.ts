import { parseSemver } from '../../core/evaluation/semver.ts';

const PARTIAL = /^(\d+)(?:\.(\d+))?(.*)$/;

/** A version that others also take as `2` or `2.1`, with its zeros written out; `undefined` where it is none. */
export function wholeVersion(text: string): string | undefined {
  if (parseSemver(text)) return text;
  const [, major, minor = '0', rest = ''] = PARTIAL.exec(text) ?? [];
  const whole = `${major}.${minor}.0${rest}`;
  return major !== undefined && parseSemver(whole) ? whole : undefined;
}
