import { expect, it } from 'vitest';
import { type PlanOptions, plan } from '../../core/guard/plan.ts';
import type { Direction } from '../../core/guard/tilts.ts';
import { tableBelow } from './markdown.ts';

const GUARD = 'docs/guard.md';
/** What the page says of both tables. */
const SCENE = { share: 0.5, requestsPerMinute: 300, alpha: 0.05, weight: 1 / 3 };

function minutesOf(options: Pick<PlanOptions, 'direction' | 'tolerance' | 'baseRate' | 'effect'>): string {
  const { minutes } = plan({ ...SCENE, ...options });
  return Number.isFinite(minutes) ? Math.ceil(minutes).toLocaleString('en-US') : 'never';
}

it.each<{ direction: Direction; unit: number; head: readonly string[] }>([
  {
    ...{ direction: 'up', unit: 100 },
    head: ['tolerance', 'control fails', '1.3 times as often', '1.5 times', '2 times', '3 times'],
  },
  {
    ...{ direction: 'down', unit: 1 },
    head: ['tolerance', "control's mean score", '0.95 times', '0.9 times', '0.85 times', '0.8 times'],
  },
])('the guide says how long it takes to notice an effect $direction', ({ direction, unit, head }) => {
  const rows = tableBelow(GUARD, ...head);
  expect(rows.length).toBeGreaterThan(1);
  const effects = head.slice(2).map(Number.parseFloat);
  for (const [tolerance = '', rate = '', ...minutes] of rows) {
    const guardrail = { direction, tolerance: Number(tolerance), baseRate: Number.parseFloat(rate) / unit };
    expect(minutes).toEqual(effects.map((effect) => minutesOf({ ...guardrail, effect })));
  }
});
