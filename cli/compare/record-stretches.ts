import { chiSquareP } from '../../core/experiment/sample-ratio-check.ts';
import { distributions } from '../../lambda/comparison/distributions.ts';
import { METRIC } from '../../lambda/metric-names.ts';
import type { RecordedExposure } from './recorded-exposure.ts';

/** Records of one flag whose arms had the same shares, as far as the requests tell: what may be added up. */
export interface RecordStretch {
  /** Of the flag document; empty where records do not say. */
  readonly versions: readonly string[];
  /** Ascending in time. */
  readonly records: readonly RecordedExposure[];
  readonly requests: number;
}

/** Shares are taken for different below it: a version by itself says less, and one bias more is the worse mistake. */
const ALIKE_ALPHA = 0.01;

/**
 * One flag's records by stretches of the same shares, the one that says most first. Requests name the version of their
 * document; an outcome belongs to the version of the request before it, for it counts when it arrives. Versions whose
 * shares cannot be told apart are one stretch.
 */
export function stretchesOf(records: readonly RecordedExposure[]): readonly RecordStretch[] {
  const stretches: Stretch[] = [];
  for (const own of byVersion(records)) {
    const alike = stretches.find((one) => areAlike(one.counts, own.counts));
    if (alike) alike.add(own);
    else stretches.push(own);
  }
  return stretches
    .toSorted((left, right) => right.information - left.information)
    .map(({ versions, records: all, counts }) => ({
      versions: versions.filter((version) => version !== ''),
      records: all.toSorted((left, right) => left.atMs - right.atMs),
      requests: totalOf(counts),
    }));
}

/** Why records are not compared, though they are of the flag. */
export function leftOutStretchNote(flag: string, { versions, requests }: RecordStretch): string {
  const those = `${requests.toLocaleString('en-US')} requests of document version ${versions.join(', ')}`;
  return `Left out of ${flag}: ${those}; arms of different shares are not added up, use --since and --until to see them.`;
}

/** Requests by arm; the control, whatever its units were served, is `undefined`. */
type Counts = ReadonlyMap<string | undefined, number>;

class Stretch {
  readonly versions: string[];
  readonly records: RecordedExposure[] = [];
  readonly counts = new Map<string | undefined, number>();

  constructor(version: string) {
    this.versions = [version];
  }

  take(record: RecordedExposure): void {
    this.records.push(record);
    if (record.members[METRIC.requests] === 1) this.#count(armOf(record), 1);
  }

  add({ versions, records, counts }: Stretch): void {
    this.versions.push(...versions);
    for (const record of records) this.records.push(record);
    for (const [arm, n] of counts) this.#count(arm, n);
  }

  /** How well its least known difference is known, as an equal number of requests; 0 without both sides. */
  get information(): number {
    const control = this.counts.get(undefined) ?? 0;
    const others = [...this.counts].flatMap(([arm, n]) => (arm === undefined ? [] : [n]));
    return others.length === 0 ? 0 : Math.min(...others.map((n) => (n * control) / Math.max(1, n + control)));
  }

  #count(arm: string | undefined, n: number): void {
    this.counts.set(arm, (this.counts.get(arm) ?? 0) + n);
  }
}

function armOf({ role, value }: RecordedExposure): string | undefined {
  return role === 'control' ? undefined : value;
}

/** In the order of their first request. */
function byVersion(records: readonly RecordedExposure[]): readonly Stretch[] {
  const isUnknown = ({ version }: RecordedExposure): number => (version === undefined ? 1 : 0);
  const ascending = records.toSorted(
    (left, right) => left.atMs - right.atMs || isUnknown(left) - isUnknown(right),
  );
  const stretches = new Map<string, Stretch>();
  let current = ascending.find(({ version }) => version !== undefined)?.version ?? '';
  for (const record of ascending) {
    current = record.version ?? current;
    const own = stretches.get(current) ?? new Stretch(current);
    stretches.set(current, own);
    own.take(record);
  }
  return [...stretches.values()];
}

/** Pearson's test of whether two sets of counts have the same shares; what says nothing is like everything. */
function areAlike(one: Counts, other: Counts): boolean {
  const arms = [...new Set([...one.keys(), ...other.keys()])];
  const [all, others] = [totalOf(one), totalOf(other)];
  if (all === 0 || others === 0) return true;
  const chiSquare = arms.reduce((sum, arm) => {
    const [seen, compared] = [one.get(arm) ?? 0, other.get(arm) ?? 0];
    const expected = ((seen + compared) * all) / (all + others);
    const opposite = seen + compared - expected;
    return sum + (seen - expected) ** 2 / expected + (compared - opposite) ** 2 / opposite;
  }, 0);
  const split = { chiSquare, degrees: arms.length - 1, n: all + others };
  return chiSquareP(split, distributions) >= ALIKE_ALPHA;
}

function totalOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}
