import { describe, expect, it } from 'vitest';
import { events } from '../../../bench/guard/cells.ts';
import { ALPHA, type Experiment, MINIMUM_EXPOSURES } from '../../../bench/guard/experiment.ts';
import { GuardRun } from '../../../bench/guard/guard-run.ts';
import { MetricRun } from '../../../bench/guard/metric-run.ts';
import { SampleRatioRun } from '../../../bench/guard/sample-ratio-run.ts';
import type { MetricModel } from '../../../bench/guard/traffic.ts';
import { UNIT_GROUPS } from '../../../core/guard/guard-data.ts';
import { Random } from '../../../local/random.ts';
import { type Drawn, draw, judgeOf, sharesOf } from './judged.ts';

const SCORES: MetricModel = { kind: 'scores', rate: 0, ratio: 0.9, tolerance: 0.97, direction: 'down' };

const ROLLOUTS: Readonly<Record<string, Experiment>> = {
  'independent requests': {
    traffic: {
      requestsPerMinute: 200,
      percentages: 'ramp',
      drift: 'triples',
      metrics: [events(0.02, 1.3, 1)],
    },
    blocks: [200],
  },
  'three metrics': {
    traffic: {
      ...{ requestsPerMinute: 60, percentages: 10, drift: 'jumps' },
      metrics: [events(0.05, 1.2, 1.1), { ...events(0.02, 1, 1.2), includes: [0] }, SCORES],
    },
    blocks: [200],
  },
  'heavy users': {
    traffic: { requestsPerMinute: 300, percentages: 'ramp', drift: 'flat', metrics: [events(0.05, 1.3, 1)] },
    users: { count: 200, variation: 1, alwaysFails: 'heaviest' },
    blocks: [200],
  },
  'a late fault': {
    traffic: {
      ...{ requestsPerMinute: 200, percentages: 50, drift: 'flat', faultMinute: 120 },
      metrics: [events(0.02, 2, 1)],
    },
    blocks: [200],
  },
};

const named = Object.entries(ROLLOUTS).map(([name, experiment]) => ({ name, experiment }));
const TEMPERINGS = ['both', 'none'] as const;
const TEMPERED = ['control', 'both'] as const;

function runOf({ traffic, experiment, firstMinute }: Drawn): GuardRun {
  const options = { alpha: ALPHA, minimumExposures: MINIMUM_EXPOSURES, firstMinute };
  return new GuardRun(experiment.traffic.metrics, traffic.metrics, options);
}

describe('a simulated rollout before the guard', () => {
  it.each(named)("has the evidence that the guard's own judge finds in the same counts: $name", (rollout) => {
    const drawn = draw(rollout.experiment, new Random(11));
    const run = runOf(drawn);
    for (const tempering of TEMPERINGS) {
      for (let minutes = 1; minutes <= 200; minutes += 9) {
        const { logEvidence } = judgeOf(drawn, minutes, tempering === 'both');
        expect(run.logEvidence(minutes, tempering)).toBeCloseTo(logEvidence, 9);
      }
    }
  });

  it.each(named)('is taken back after the minute in which the judge would do so: $name', ({ experiment }) => {
    const random = new Random(12);
    for (let round = 0; round < 3; round += 1) {
      const drawn = draw(experiment, random);
      for (const tempering of TEMPERINGS) {
        let minutes = 1;
        const isOver = () => judgeOf(drawn, minutes, tempering === 'both').logEvidence >= -Math.log(ALPHA);
        while (minutes <= 200 && !isOver()) minutes += 1;
        const found = runOf(drawn).firstRollback(tempering, 1, 200);
        expect(found).toBe(minutes > 200 ? undefined : minutes);
      }
    }
  });

  it.each(named)(
    'is looked at in every minute in which something could be found: $name',
    ({ experiment }) => {
      const drawn = draw(experiment, new Random(13));
      const options = { minimumExposures: 1, firstMinute: drawn.firstMinute };
      for (const [at, model] of experiment.traffic.metrics.entries()) {
        const run = new MetricRun(model, drawn.traffic.metrics[at]!, options);
        for (let minutes = 1; minutes <= 200; minutes += 1) {
          const evidence = Math.exp(run.logEvidence(minutes, minutes % 2 === 0 ? 'none' : 'control'));
          expect(run.bound(minutes)).toBeGreaterThanOrEqual(evidence * (1 - 1e-9));
        }
      }
    },
  );

  it("is tempered by the control's groups alone where that is asked for", () => {
    const { users, traffic } = ROLLOUTS['heavy users']!;
    const drawn = draw(
      { traffic: { ...traffic, percentages: 90 }, users: users!, blocks: [60] },
      new Random(15),
    );
    const evidence = () => TEMPERED.map((tempering) => runOf(drawn).logEvidence(60, tempering));
    const [byControl, byBoth] = evidence();
    const { candidate } = drawn.traffic.metrics[0]!;
    // All of the candidate's failures from one group.
    candidate.groupSums = candidate.groupSums.map((_, at) => (at % UNIT_GROUPS === 3 ? at : 0));
    const [byControlThen, byBothThen] = evidence();
    expect(byControlThen).toBe(byControl);
    expect(byBothThen).not.toBe(byBoth);
  });

  it.each(named)('has its sample ratio tested as the judge tests it: $name', ({ experiment }) => {
    const drawn = draw(experiment, new Random(14));
    const run = new SampleRatioRun(drawn.traffic.requests, sharesOf(drawn, 200));
    for (let minutes = 1; minutes <= 200; minutes += 9) {
      expect(run.logEvidence(minutes)).toBeCloseTo(judgeOf(drawn, minutes, true).sampleRatio.log, 9);
    }
  });
});
