import { beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../../local/rehearsal/rehearse.ts';
import type { RolloutReport } from '../../../local/rehearsal/report.ts';
import { CONTROL, ITSELF, REAL_DATA, readRealData, realScenario, realStage } from './real-data.ts';
import { type Stage, synthesized } from './stage.ts';

const WORSE = 'gemma-7b-it';
const BETTER_BUT_EMPTY = 'reka-core-20240501';
const BETTER = 'Qwen1.5-72B-Chat-greedy';

/** So fast that an answer's length does not matter: the evaluations say nothing of how fast a model writes. */
const QUICK = { msPerOutputToken: 4 };
const NO_FAULTS = { errorRate: 0, throttleRate: 0 };
/** Empty answers count as errors, too; a guardrail of their own says what they are. */
const MALFORMED = { metric: 'malformed_responses', tolerance: 1.5 };

describe.runIf(REAL_DATA.present)(REAL_DATA.title(`on real requests and scores, ${CONTROL}`), () => {
  let stage: Stage;
  let data: ReturnType<typeof readRealData>;
  beforeAll(() => {
    stage = synthesized(realStage([WORSE, BETTER_BUT_EMPTY, BETTER, ITSELF], [MALFORMED]));
    data = readRealData();
  });

  async function rollOut(candidate: string, behaviour = {}, seed = 7): Promise<RolloutReport | undefined> {
    const scenario = realScenario(candidate, behaviour);
    const { rollouts, requests } = await rehearse({ ...stage, ...data, scenario, seed });
    expect(requests.flagFailures).toBe(0);
    return rollouts[0];
  }

  it('is not replaced by a model of lower quality, although that one hardly ever fails', async () => {
    const rollout = await rollOut(WORSE, { ...QUICK, ...NO_FAULTS });
    expect(rollout).toMatchObject({ outcome: 'rolled_back', rolledBackBy: 'guard', noticedFirst: 'guard' });
    expect(rollout?.why).toContain('outcome:judge_score: candidate');
    // One of its 1,024 answers is empty.
    expect(rollout?.guard?.minutes.at(-1)?.byGuardrail['errors:up']).toBeLessThan(4);
  });

  it('is not replaced by a model that leaves answers empty, although its scores are higher', async () => {
    const rollout = await rollOut(BETTER_BUT_EMPTY, QUICK);
    expect(rollout).toMatchObject({ outcome: 'rolled_back', rolledBackBy: 'guard', noticedFirst: 'guard' });
    expect(rollout?.why).toContain('malformed_responses: candidate');
    const { candidate = 0, control = 10 } = rollout?.meanScores ?? {};
    expect(candidate).toBeGreaterThan(control);
  });

  it('is replaced by a better model', async () => {
    const rollout = await rollOut(BETTER, QUICK);
    expect(rollout).toMatchObject({ outcome: 'completed', peakPercentage: 100 });
    expect(rollout).not.toHaveProperty('noticedFirst');
  });

  it.each([1, 2, 3])('is replaced by itself, with seed %d', async (seed) => {
    expect(await rollOut(ITSELF, {}, seed)).toMatchObject({ outcome: 'completed' });
  });
});
