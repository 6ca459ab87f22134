/** Parts of a semantic version that precedence depends on; build metadata does not count. */
export interface SemanticVersion {
  readonly release: readonly [number, number, number];
  /** Identifiers of a pre-release; empty for a release. */
  readonly prerelease: readonly (string | number)[];
}

const SEMVER =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const MAX_LENGTH = 256;

/** Reads `MAJOR.MINOR.PATCH[-prerelease][+build]` (semver.org 2.0.0); `undefined` when it is anything else. */
export function parseSemver(text: string): SemanticVersion | undefined {
  const match = text.length > MAX_LENGTH ? null : SEMVER.exec(text);
  if (!match) return undefined;
  const prerelease = match[4] === undefined ? [] : match[4].split('.').map(identifier);
  if (prerelease.includes(Number.NaN)) return undefined;
  return { release: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease };
}

/** Precedence by semver.org 2.0.0 section 11: negative, zero or positive like a comparator. */
export function compareSemver(left: SemanticVersion, right: SemanticVersion): number {
  for (const part of [0, 1, 2] as const) {
    if (left.release[part] !== right.release[part]) return left.release[part] - right.release[part];
  }
  return comparePrerelease(left.prerelease, right.prerelease);
}

/** Numeric identifiers are numbers; a leading zero makes the version invalid (NaN). */
function identifier(text: string): string | number {
  if (!/^\d+$/.test(text)) return text;
  return text.length > 1 && text.startsWith('0') ? Number.NaN : Number(text);
}

function comparePrerelease(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = compareIdentifiers(left[at] as string | number, right[at] as string | number);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareIdentifiers(left: string | number, right: string | number): number {
  if (left === right) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return -1;
  if (typeof right === 'number') return 1;
  return left < right ? -1 : 1;
}
