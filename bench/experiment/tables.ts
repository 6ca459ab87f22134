import type { VerdictKind } from '../../core/experiment/comparison.ts';
import { COMPARED_QUANTILES } from '../../core/experiment/quantiles.ts';
import { wilson } from '../alarms/wilson.ts';
import { percentile } from '../statistics.ts';
import type { Ending } from './judged-pair.ts';
import type { Doubt } from './second-sample.ts';
import type { Finding, Findings } from './trial.ts';

/** Results of one cell. */
export interface Played<Trial> {
  readonly name: string;
  readonly trials: readonly Trial[];
}

/** How often an arm was called better or worse that was not, and shares were called wrong that were right. */
export function falseVerdicts(cells: readonly Played<Findings>[]): string {
  return findingTable(cells, [
    ['one look, for one look', 'decided once'],
    ['14 looks, for daily looks', 'decided daily'],
    ['14 looks, for one look', 'decided daily by mistake'],
    ['shares, one look', 'mismatch once'],
    ['shares, 14 looks', 'mismatch daily'],
  ]);
}

/** How often intervals held the truth. */
export function coverages(cells: readonly Played<Findings>[]): string {
  return findingTable(cells, [
    ['difference, one look', 'difference, fixed'],
    ['difference, at all 14', 'difference, anytime'],
    ['lift, one look', 'lift, fixed'],
    ['lift, at all 14', 'lift, anytime'],
  ]);
}

/** What a second sample says of findings that did not look as promised, beside the first. */
export function secondSamples(
  doubts: readonly Doubt[],
  [first, second]: readonly [readonly Played<Findings>[], readonly Played<Findings>[]],
): string {
  const shareOf = (cells: readonly Played<Findings>[], { name, finding }: Doubt): string =>
    shareText(
      cells.flatMap((cell) => (cell.name === name ? cell.trials : [])).map((trial) => trial[finding]),
    );
  const rows = doubts.map((doubt) => [
    doubt.name,
    doubt.finding,
    shareOf(first, doubt),
    shareOf(second, doubt),
  ]);
  return table(['', 'finding', 'first sample', 'second sample'], rows);
}

/** How often intervals of quantiles held the truth. */
export function quantileCoverages(cells: readonly Played<Readonly<Record<number, boolean>>>[]): string {
  const rows = cells.map(({ name, trials }) => [
    name,
    ...COMPARED_QUANTILES.map((probability) => shareText(trials.map((trial) => trial[probability]))),
  ]);
  return table(['latency', ...COMPARED_QUANTILES.map((probability) => `p${probability * 100}`)], rows);
}

/** Two models, what all tasks say of them, and what experiments said. */
export interface PlayedPair extends Played<Ending> {
  readonly lift: number;
  readonly truth: VerdictKind;
}

export function pairs(played: readonly PlayedPair[]): string {
  const rows = played.map(({ name, lift, truth, trials }) => {
    const decided = trials.filter(({ verdict }) => verdict.kind !== 'not-yet');
    const requests = decided.map((ending) => ending.requests);
    const minutes = decided.map((ending) => ending.minutes);
    return [
      name,
      `${(lift * 100).toFixed(1)} %`,
      truth.replaceAll('-', ' '),
      verdictsText(trials),
      decided.length === 0 ? '–' : `${percentile(requests, 50)} (${percentile(requests, 90)})`,
      decided.length === 0 ? '–' : percentile(minutes, 50).toFixed(1),
    ];
  });
  return table(['candidate against control', 'true lift', 'truth', 'verdicts', 'requests', 'minutes'], rows);
}

function verdictsText(trials: readonly Ending[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of trials) counts.set(verdict.kind, (counts.get(verdict.kind) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([kind, count]) => `${((100 * count) / trials.length).toFixed(1)} % ${kind.replaceAll('-', ' ')}`)
    .join(', ');
}

function findingTable(
  cells: readonly Played<Findings>[],
  columns: readonly (readonly [title: string, finding: Finding])[],
): string {
  const rows = cells.map(({ name, trials }) => [
    name,
    ...columns.map(([, finding]) => shareText(trials.map((trial) => trial[finding]))),
  ]);
  return table(['', ...columns.map(([title]) => title)], rows);
}

/** Share of those in which there was something to see, with its 95 % interval. */
function shareText(all: readonly (boolean | undefined)[]): string {
  const seen = all.filter((one) => one !== undefined);
  if (seen.length === 0) return '–';
  const { value, low, high } = wilson(seen.filter(Boolean).length, seen.length);
  const percent = (share: number): string => (share * 100).toFixed(1);
  return `${percent(value)} (${percent(low)}–${percent(high)}) %`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map((_, at) => (at === 0 ? ':--' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
