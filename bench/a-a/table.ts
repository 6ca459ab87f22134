import { wilson } from '../alarms/wilson.ts';
import type { Outcome } from './worker.ts';

/** Shares that the quantiles of the evidence are given for. */
const QUANTILES = [0.5, 0.9, 0.99] as const;

/** The outcomes in Markdown. */
export function renderTable(outcomes: readonly Outcome[], wallSeconds: number): string {
  const by = new Map<string, number>();
  for (const { rolledBackBy } of outcomes) {
    const name = rolledBackBy ?? 'completed';
    by.set(name, (by.get(name) ?? 0) + 1);
  }
  const completed = by.get('completed') ?? 0;
  by.delete('completed');
  const taken = [...by].map(
    ([name, count]) => `| taken back by \`${name}\` | ${shareText(count, outcomes.length)} |`,
  );
  const largest = outcomes.map(({ largestEvidence }) => largestEvidence).sort((left, right) => left - right);
  const quantile = (share: number): string =>
    (largest[Math.min(largest.length - 1, Math.floor(share * largest.length))] ?? 0).toFixed(1);
  return [
    `| of ${outcomes.length} rollouts, seeds 1 to ${outcomes.length} | |`,
    '|---|---|',
    `| completed | ${shareText(completed, outcomes.length)} |`,
    ...taken,
    ...QUANTILES.map(
      (share) => `| largest evidence, ${share * 100} % of rollouts stay below | ${quantile(share)} |`,
    ),
    '',
    `Node.js ${process.versions.node}, ${wallSeconds} s.`,
  ].join('\n');
}

function shareText(count: number, total: number): string {
  const { value, low, high } = wilson(count, total);
  const percent = (share: number): string => (share * 100).toFixed(1);
  return `${count}: ${percent(value)} % (${percent(low)}–${percent(high)})`;
}
