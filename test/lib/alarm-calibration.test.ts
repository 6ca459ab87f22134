import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { Random } from '../../local/random.ts';
import { HEALTHY_MODEL } from '../../local/rehearsal/scenarios.ts';
import { type Arm, answering, failing, slowerBy } from './helpers/arms.ts';
import { binomial, poisson } from './helpers/arrivals.ts';
import { playRollout, type Rollback, type SimulatedRollout } from './helpers/simulated-rollout.ts';
import { propertiesOf } from './helpers/template.ts';
import './helpers/scratch.ts';

// The full measurement is `npm run bench:alarms`; this one is small, and its bounds are those the limits promise.

let alarms: readonly PutMetricAlarmInput[];
beforeAll(() => {
  alarms = propertiesOf<PutMetricAlarmInput>(synthesizeStage(STAGES.prod).template, 'AWS::CloudWatch::Alarm');
});

/** Three hundred and thirty requests a minute, half of them behind the gate; healthy but for what is given. */
function aRollout(changes: Partial<SimulatedRollout>): SimulatedRollout {
  const arm = failing(0.005);
  return { requestsPerMinute: 330, gatePercentage: 50, candidate: arm, control: arm, ...changes };
}

function play(runs: number, rollout: SimulatedRollout): readonly (Rollback | undefined)[] {
  const random = new Random(20);
  return Array.from({ length: runs }, () => playRollout(alarms, rollout, random));
}

/** Minutes to the rollback in ascending order; a rollout that completed took forever. */
function detection(runs: number, rollout: SimulatedRollout): { median: number; ninetieth: number } {
  const minutes = play(runs, rollout).map((rollback) => rollback?.minutes ?? Number.POSITIVE_INFINITY);
  minutes.sort((a, b) => a - b);
  const quantile = (share: number): number => minutes[Math.ceil(share * runs) - 1] ?? Number.NaN;
  return { median: quantile(0.5), ninetieth: quantile(0.9) };
}

const byChance = (runs: number, rollout: SimulatedRollout): number =>
  play(runs, rollout).filter((rollback) => rollback !== undefined).length / runs;

/** Fails this often in each half minute, whatever comes. */
const failures =
  (errors: number): Arm =>
  (requests) => ({
    requests: Math.max(requests, errors),
    errors,
    latenciesMs: [],
  });

describe('two candidates that differ in nothing', () => {
  it('are told apart by their errors in fewer than one rollout of a hundred', () => {
    expect(byChance(200, aRollout({}))).toBeLessThan(0.01);
  });

  it('are told apart by their errors in few rollouts even when one request of twenty fails', () => {
    const arm = failing(0.05);
    expect(byChance(200, aRollout({ candidate: arm, control: arm }))).toBeLessThan(0.06);
  });

  it('are told apart by their latency in fewer than one rollout of twenty', () => {
    const arm = answering(HEALTHY_MODEL);
    expect(byChance(40, aRollout({ candidate: arm, control: arm }))).toBeLessThan(0.05);
  });
});

describe('a worse candidate', () => {
  it('is taken back within minutes when it fails in a quarter of its requests', () => {
    const { median, ninetieth } = detection(200, aRollout({ candidate: failing(0.25) }));
    expect(median).toBeLessThanOrEqual(3);
    expect(ninetieth).toBeLessThanOrEqual(5);
  });

  it('is taken back before all users see it when it fails in a quarter of few requests', () => {
    for (const few of [{ gatePercentage: 10 }, { requestsPerMinute: 30 }]) {
      const { ninetieth } = detection(100, aRollout({ candidate: failing(0.25), ...few }));
      expect(ninetieth).toBeLessThan(STAGES.prod.rollout.durationMinutes - 4);
    }
  });

  it('is taken back in its second step when it answers at a third of the speed', () => {
    const slow = { candidate: answering(slowerBy(3)), control: answering(HEALTHY_MODEL) };
    expect(detection(60, aRollout(slow)).ninetieth).toBeLessThanOrEqual(8);
    expect(detection(20, aRollout({ ...slow, gatePercentage: 10 })).ninetieth).toBeLessThanOrEqual(36);
  });

  it('is taken back by whole minutes of errors although half of the newest is always missing', () => {
    const [rollback] = play(1, aRollout({ candidate: failures(18), control: failures(18) }));
    expect(rollback).toEqual({ minutes: 2, alarms: ['model-rollout-prod-candidate-error-fuse'] });
  });
});

describe('simulated arrivals', () => {
  /** Mean and variance of many draws. */
  function moments(draw: () => number): { mean: number; variance: number } {
    const draws = Array.from({ length: 20_000 }, draw);
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    return { mean, variance };
  }

  it('have the mean and the variance of their distribution', () => {
    const random = new Random(3);
    const arrivals = moments(() => poisson(8, random));
    expect(arrivals.mean).toBeCloseTo(8, 0);
    expect(arrivals.variance / 8).toBeCloseTo(1, 1);
    const successes = moments(() => binomial(40, 0.3, random));
    expect(successes.mean / 12).toBeCloseTo(1, 1);
    expect(successes.variance / 8.4).toBeCloseTo(1, 1);
  });

  it('keep to the edges of a probability', () => {
    const random = new Random(4);
    expect([
      binomial(7, 0, random),
      binomial(7, 1, random),
      binomial(0, 0.5, random),
      poisson(0, random),
    ]).toEqual([0, 7, 0, 0]);
  });
});
