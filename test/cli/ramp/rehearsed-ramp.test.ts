import { beforeAll, describe, expect, it } from 'vitest';
import type { RampData } from '../../../cli/commands/ramp.ts';
import { type Stage, stageOf } from '../../local/rehearsal/stage.ts';
import type { Outcome } from '../io.ts';
import { RehearsedOperator } from '../rehearsed-operator.ts';

const CONTROL = 'claude-3-haiku';
const CANDIDATE = 'claude-sonnet-4-6';
const RAMP = [
  ...['ramp', '--env', 'staging', '--flag', 'inference_model', '--value', CANDIDATE],
  ...['--steps', '1,5,25,50,100', '--exposures', '30', '--yes', '--json'],
];

let staging: Stage;
beforeAll(() => {
  staging = stageOf('staging');
});

function dataOf({ out }: Outcome): RampData {
  return JSON.parse(out) as RampData;
}

function anOperator(models: Parameters<typeof RehearsedOperator.open>[0]['models'] = {}) {
  return RehearsedOperator.open({ stage: staging, requestsPerMinute: 600, models });
}

function modelFlag(operator: RehearsedOperator) {
  return operator.stage.document().flags.find(({ flag }) => flag === 'inference_model');
}

describe('a ramp under traffic', () => {
  it('promotes a good candidate step by step, and leaves no gate behind', async () => {
    const operator = await anOperator();
    const outcome = await operator.run(RAMP);
    expect(outcome.exitCode, outcome.err + outcome.out).toBe(0);
    const { steps, outcome: how } = dataOf(outcome);
    expect(how).toBe('done');
    expect(steps.map(({ percentage, state }) => `${percentage} ${state}`)).toEqual(
      [1, 5, 25, 50, 100].map((percentage) => `${percentage} complete`),
    );
    expect(modelFlag(operator)).toMatchObject({ default: CANDIDATE, rules: [] });
  });

  it('comes to the same when its process is killed at any moment and started again', async () => {
    const operator = await anOperator();
    let [runs, pauses] = [0, 0];
    operator.onPause = () => {
      pauses += 1;
      if (pauses % 17 === 0) throw new Error('killed');
    };
    let outcome = await operator.run(RAMP);
    for (; outcome.exitCode === 70; runs += 1) outcome = await operator.run(RAMP);
    expect(runs).toBeGreaterThan(4);
    expect(outcome.exitCode, outcome.err + outcome.out).toBe(0);
    expect(modelFlag(operator)).toMatchObject({ default: CANDIDATE, rules: [] });
    const deployments = operator.stage.appConfig.listDeployments(operator.environment).Items ?? [];
    expect(deployments.filter(({ ConfigurationName }) => ConfigurationName === 'model-flags')).toHaveLength(
      6,
    );
  });

  it('stops a subtly bad candidate at its step, with the reason of the guard', async () => {
    const failing = (errorRate: number) => ({ errorRate, throttleRate: 0, timeoutRate: 0, malformedRate: 0 });
    const operator = await anOperator({ [CONTROL]: failing(0.03), [CANDIDATE]: failing(0.05) });
    const outcome = await operator.run(RAMP);
    const { outcome: how, reached, reason } = dataOf(outcome);
    expect(outcome.exitCode).toBe(5);
    expect(how).toBe('taken-back');
    expect(reason).toMatch(/errors: candidate \d+ of \d+ .* evidence [\d.e+]+ >= 20 after \d+ minutes/);
    expect(reached).toBeLessThan(50);
    expect(modelFlag(operator)?.default).toBe(CONTROL);
  });
});
