import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelBehaviour } from '../../../local/bedrock/model-script.ts';
import type { ReportData } from '../../../report/report-data.ts';
import { type Stage, stageOf } from '../../local/rehearsal/stage.ts';
import { RehearsedOperator } from '../rehearsed-operator.ts';

const MINUTE = 60_000;
const CONTROL = 'claude-3-haiku';
const CANDIDATE = 'claude-sonnet-4-6';
const AT = ['--env', 'staging', '--flag', 'inference_model'];
const START = ['start', ...AT, '--value', CANDIDATE, '--percentage', '50', '--yes', '--no-watch'];

let staging: Stage;
beforeAll(() => {
  staging = stageOf('staging', { comparison: {} });
});

type Models = Readonly<Record<string, Partial<ModelBehaviour>>>;

/** Half of the users get the candidate for ten minutes; then the real command compares one metric. */
async function rehearsed(models: Models, metric: string, ...args: readonly string[]) {
  const operator = await RehearsedOperator.open({ stage: staging, requestsPerMinute: 300, models });
  const started = await operator.run(START);
  expect(started.exitCode, started.err + started.out).toBe(0);
  await operator.pass(10 * MINUTE);
  const outcome = await operator.run(['compare', ...AT, '--metric', metric, '--json', ...args]);
  expect(outcome.err).toBe('');
  const { comparisons } = JSON.parse(outcome.out) as ReportData;
  return { operator, comparison: comparisons[0]?.comparison };
}

/** Much faster than a model in good health, so that no guard takes the other one back. */
const FAST: Partial<ModelBehaviour> = {
  timeToFirstTokenMs: { median: 250, logSd: 0.2 },
  msPerOutputToken: 3,
};

describe('a rehearsed experiment', () => {
  it.each<[string, Models, readonly [metric: string, ...string[]]]>([
    ['better', { [CANDIDATE]: FAST }, ['latency_ms']],
    ['worse', { [CONTROL]: FAST }, ['latency_ms']],
    ['no-meaningful-difference', {}, ['latency_ms', '--margin', '25']],
    ['not-yet', {}, ['errors']],
  ])('comes to the verdict %s, from what the real handler wrote', async (kind, models, asked) => {
    const { comparison } = await rehearsed(models, ...asked);
    const verdicts = comparison?.verdicts.map(({ value, verdict }) => [value, verdict.kind]);
    expect(verdicts, comparison?.verdicts[0]?.verdict.sentence).toEqual([[CANDIDATE, kind]]);
  });

  it('counts exactly the requests that the handler served in comparison', async () => {
    const { operator, comparison } = await rehearsed({}, 'latency_ms');
    const closedMs = operator.clock.now() - MINUTE;
    const served = operator.served.filter(({ model, atMs }) => model === CANDIDATE && atMs < closedMs);
    const [, candidate] = comparison?.sampleRatio.arms ?? [];
    expect(candidate?.exposures).toBe(served.length);
  });
});
