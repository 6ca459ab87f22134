/** Parts of a semantic version that precedence depends on; build metadata does not count. */
export interface SemanticVersion {
  readonly release: readonly [number, number, number];
  /** Identifiers of a pre-release; empty for a release. */
  readonly prerelease: readonly string[];
}

const SEMVER =
  /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
/** No numeric identifier may have one. */
const LEADING_ZERO = /^0\d+$/;
const NUMERIC = /^\d+$/;
const MAX_LENGTH = 256;
const ZERO = 0x30;

/** Reads `MAJOR.MINOR.PATCH[-prerelease][+build]` (semver.org 2.0.0); `undefined` when it is anything else. */
export function parseSemver(text: string): SemanticVersion | undefined {
  const match = text.length > MAX_LENGTH ? null : SEMVER.exec(text);
  if (!match) return undefined;
  const prerelease = match[4]?.split('.') ?? [];
  if (prerelease.some((identifier) => LEADING_ZERO.test(identifier))) return undefined;
  return { release: [Number(match[1]), Number(match[2]), Number(match[3])], prerelease };
}

/** Precedence by semver.org 2.0.0 section 11: negative, zero or positive like a comparator. */
export function compareSemver(left: SemanticVersion, right: SemanticVersion): number {
  for (const part of [0, 1, 2] as const) {
    if (left.release[part] !== right.release[part]) return left.release[part] - right.release[part];
  }
  return comparePrerelease(left.prerelease, right.prerelease);
}

/**
 * Precedence of a version that is still text against `reference`; `undefined` when it is no version. A plain release,
 * which is what most texts are, is compared while it is read: nothing is matched or allocated.
 */
export function compareSemverText(text: string, reference: SemanticVersion): number | undefined {
  let order = 0;
  let at = 0;
  for (const part of [0, 1, 2] as const) {
    const start = at;
    let number = 0;
    for (let digit = digitAt(text, at); digit >= 0 && digit <= 9; digit = digitAt(text, at)) {
      number = number * 10 + digit;
      at += 1;
    }
    if (!isNumber(text, start, at) || (part < 2 && text[at] !== '.')) return compareParsed(text, reference);
    if (order === 0) order = number - reference.release[part];
    at += 1;
  }
  if (at <= text.length) return compareParsed(text, reference);
  return order === 0 ? reference.prerelease.length : order;
}

function compareParsed(text: string, reference: SemanticVersion): number | undefined {
  const version = parseSemver(text);
  return version && compareSemver(version, reference);
}

/** Outside 0…9, or NaN behind the end, when there is no digit. */
function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - ZERO;
}

/** One to nine digits, and no leading zero. */
function isNumber(text: string, start: number, end: number): boolean {
  const digits = end - start;
  return digits === 1 || (digits > 1 && digits <= 9 && digitAt(text, start) !== 0);
}

function comparePrerelease(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  for (const [at, identifier] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numeric identifiers come before others and may have more digits than a double holds. */
function compareIdentifiers(left: string, right: string): number {
  const isNumeric = NUMERIC.test(left);
  if (isNumeric !== NUMERIC.test(right)) return isNumeric ? -1 : 1;
  if (isNumeric && left.length !== right.length) return left.length - right.length;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
