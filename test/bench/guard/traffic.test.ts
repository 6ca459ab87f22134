import { describe, expect, it } from 'vitest';
import { events } from '../../../bench/guard/cells.ts';
import { INDEPENDENT_REQUESTS } from '../../../bench/guard/crowd.ts';
import { type MetricModel, Traffic, type TrafficSpec } from '../../../bench/guard/traffic.ts';
import { Random } from '../../../local/random.ts';

const SCORES: MetricModel = { kind: 'scores', rate: 0, ratio: 0.5, tolerance: 0.97, direction: 'down' };

function drawn(changes: Partial<TrafficSpec>, minutes: number): Traffic {
  const spec: TrafficSpec = {
    ...{ requestsPerMinute: 20_000, percentages: 'ramp', drift: 'triples', metrics: [events(0.1, 2, 1)] },
    ...changes,
  };
  const traffic = new Traffic(spec, INDEPENDENT_REQUESTS, new Random(2));
  traffic.extend(minutes);
  return traffic;
}

/** Events, or scores, per exposure of both arms of a metric between two minutes. */
function ratesOf({ metrics }: Traffic, at: number, from: number, to: number) {
  const sum = (numbers: Float64Array) => numbers.slice(from, to).reduce((total, one) => total + one, 0);
  const { candidate, control } = metrics[at]!;
  return {
    candidate: sum(candidate.sums) / sum(candidate.exposures),
    control: sum(control.sums) / sum(control.exposures),
    share: sum(candidate.exposures) / (sum(candidate.exposures) + sum(control.exposures)),
  };
}

/** Within four standard errors of what is drawn here, or more. */
function expectNear(value: number, expected: number): void {
  expect(Math.abs(value / expected - 1)).toBeLessThan(0.06);
}

describe('simulated traffic', () => {
  it('grows from one to fifty per cent, hour by hour', () => {
    const traffic = drawn({}, 320);
    for (const [hour, share] of [0.01, 0.05, 0.1, 0.25, 0.5].entries()) {
      expectNear(ratesOf(traffic, 0, hour * 60, hour * 60 + 60).share, share);
    }
    expectNear(ratesOf(traffic, 0, 300, 320).share, 0.5);
  });

  it('fails three times as often in the end, the candidate by its ratio more', () => {
    const traffic = drawn({ percentages: 50 }, 320);
    expectNear(ratesOf(traffic, 0, 0, 10).control, 0.103);
    const end = ratesOf(traffic, 0, 300, 320);
    expectNear(end.control, 0.3);
    expectNear(end.candidate, 0.6);
  });

  it('has no difference before the fault', () => {
    const traffic = drawn({ percentages: 50, drift: 'flat', faultMinute: 30 }, 60);
    expectNear(ratesOf(traffic, 0, 0, 30).candidate, 0.1);
    expectNear(ratesOf(traffic, 0, 30, 60).candidate, 0.2);
  });

  it('counts the events of other metrics where they are part of one', () => {
    const nested = { ...events(0.02, 1, 1), includes: [0] };
    const metrics = [events(0.05, 1, 1), nested];
    const traffic = drawn({ percentages: 50, drift: 'flat', metrics }, 60);
    expectNear(ratesOf(traffic, 1, 0, 60).control, 0.07);
    const [part, whole] = traffic.metrics.map(({ control }) => control.sums);
    expect(part?.every((sum, minute) => sum <= (whole?.[minute] ?? 0))).toBe(true);
  });

  it('grades every second request, and halves the mean score of a candidate that is half as good', () => {
    const traffic = drawn({ percentages: 50, drift: 'flat', metrics: [SCORES] }, 60);
    const { candidate, control } = ratesOf(traffic, 0, 0, 60);
    // ¼·0.1 + ½·0.2 + ¾·0.35 + 0.3
    expectNear(control, 0.6875);
    expectNear(candidate / control, 0.5);
    const graded = traffic.metrics[0]!.control.exposures.reduce((sum, count) => sum + count, 0);
    const asked = traffic.requests.control.exposures.reduce((sum, count) => sum + count, 0);
    expectNear(graded / asked, 0.5);
  });

  it('is the same however it is asked for', () => {
    const [whole, inParts] = [drawn({}, 100), drawn({}, 30)];
    inParts.extend(70);
    inParts.extend(100);
    expect(inParts.metrics[0]).toEqual(whole.metrics[0]);
  });
});
