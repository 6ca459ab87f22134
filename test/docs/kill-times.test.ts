import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { RehearsedOperator } from '../cli/rehearsed-operator.ts';
import { stageOf } from '../local/rehearsal/stage.ts';

const VALUE = 'claude-sonnet-4-6';
const TARGET = ['--env', 'prod', '--flag', 'inference_model', '--value', VALUE, '--yes'];
const MINUTE_MS = 60_000;

/** Minutes after the start of a rollout of an hour at which its value is killed. */
const MOMENTS = { 'during a linear deployment': 25, 'after a completed one': 65 } as const;

/** Seconds of virtual time from the command to the last request that the killed value served. */
async function killSeconds(pollIntervalSeconds: number, minute: number): Promise<number> {
  const stage = stageOf('prod', { pollIntervalSeconds });
  const operator = await RehearsedOperator.open({ stage, requestsPerMinute: 331, models: {} });
  const started = await operator.run(['start', ...TARGET, '--percentage', '50', '--no-watch']);
  expect(started.exitCode, started.err).toBe(0);
  await operator.pass(minute * MINUTE_MS);
  const beganMs = operator.clock.now();
  const killed = await operator.run(['kill', ...TARGET]);
  expect(killed.exitCode, killed.err).toBe(0);
  await operator.pass(5 * MINUTE_MS);
  const served = operator.served.filter(({ model }) => model === VALUE);
  return Math.max(0, ...served.map(({ atMs }) => (atMs - beganMs) / 1000));
}

/** Cells of the table in docs/cli.md by row and column. */
function documented(moment: string, column: number): number {
  const text = readFileSync('docs/cli.md', 'utf8');
  const row = text.split('\n').find((line) => line.startsWith(`| ${moment} |`)) ?? '';
  return Number.parseFloat(row.split('|')[column + 1] ?? '');
}

describe('the seconds until nobody is served a killed value', () => {
  it.each([
    ['during a linear deployment', 15, 1],
    ['during a linear deployment', 45, 2],
    ['after a completed one', 15, 1],
    ['after a completed one', 45, 2],
  ] as const)(
    '%s, at a poll every %i s, are those that the documentation states',
    async (moment, poll, column) => {
      const seconds = await killSeconds(poll, MOMENTS[moment]);
      expect(Math.round(seconds)).toBe(documented(moment, column));
      // Whoever asks after its poll interval has the new document; an answer begun before may take as long as it is let.
      expect(seconds).toBeLessThanOrEqual(poll + STAGES.prod.modelTimeoutMs / 1000);
      expect(seconds).toBeGreaterThan(0);
    },
  );
});
