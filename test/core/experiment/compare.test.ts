import { describe, expect, it } from 'vitest';
import { compare } from '../../../core/experiment/compare.ts';
import type {
  ComparisonOptions,
  ExperimentData,
  ExperimentMetric,
} from '../../../core/experiment/experiment.ts';
import { distributions } from '../../../lambda/comparison/distributions.ts';
import { aMetric, anExperiment, events, momentsOf, spreadOver } from '../../helpers/experiments.ts';

const compared = (data: Partial<ExperimentData>, options: Partial<ComparisonOptions> = {}) =>
  compare(anExperiment({ days: 10, ...data }), options, distributions);

/** 20,000 answers of each arm, 60 % of the control's with a completed task. */
const completed = (own: number, changes: Partial<ExperimentMetric> = {}): ExperimentMetric =>
  aMetric({ arms: { old: events(20_000, 12_000), new: events(20_000, own) }, ...changes });

const errors = (own: number, changes: Partial<ExperimentMetric> = {}): ExperimentMetric =>
  aMetric({
    ...{ metric: 'errors', direction: 'down' },
    arms: { old: events(20_000, 1000), new: events(20_000, own) },
    ...changes,
  });

const verdictOf = (metrics: readonly ExperimentMetric[], options: Partial<ComparisonOptions> = {}) =>
  compared({ metrics }, options).verdicts[0]?.verdict;

describe('the verdict on an arm', () => {
  it('is better or worse by the direction of its metric', () => {
    expect(verdictOf([completed(13_500)])?.kind).toBe('better');
    expect(verdictOf([completed(11_000)])?.kind).toBe('worse');
    expect(verdictOf([errors(700)])?.kind).toBe('better');
    expect(verdictOf([errors(1400)])?.kind).toBe('worse');
  });

  it('says by how much, in a sentence', () => {
    expect(verdictOf([completed(13_500)])?.sentence).toMatch(
      /^new is better than old: task_completed is 12\.5 % higher \(9\.\d* % to 15\.\d* %\)\.$/,
    );
  });

  it('is no meaningful difference within the margin, even when there certainly is one', () => {
    const slight = aMetric({ arms: { old: events(100_000, 60_000), new: events(100_000, 61_200) } });
    expect(verdictOf([slight])?.kind).toBe('no-meaningful-difference');
    expect(verdictOf([slight], { margin: 0.001 })?.kind).toBe('better');
    expect(verdictOf([{ ...slight, margin: 0.001 }])?.kind).toBe('better');
  });

  it('is not yet, with the days it takes, while nothing is sure', () => {
    const verdict = verdictOf([aMetric()]);
    expect(verdict).toMatchObject({ kind: 'not-yet' });
    expect(verdict?.sentence).toBe(
      `Not yet, about ${verdict?.days} more days at the present traffic (${verdict?.daysAtMost} days at worst): new and old cannot be told apart by task_completed so far.`,
    );
  });

  it('is not yet without days where there is too little to foresee any', () => {
    const few = aMetric({ arms: { old: events(10, 6), new: events(10, 6) } });
    expect(verdictOf([few])).toEqual({
      kind: 'not-yet',
      sentence: 'Not yet, and nobody can say for how long: too little is known of task_completed.',
    });
    const gains = aMetric({
      kind: 'mean',
      arms: { old: spreadOver(100, -0.1, 1), new: spreadOver(100, 0.1, 1) },
    });
    expect(verdictOf([gains])?.days).toBeUndefined();
  });

  it('needs more to be sure of it daily than once', () => {
    const metrics = [completed(12_250, { margin: 0.001 })];
    expect(verdictOf(metrics, { looks: 'once' })?.kind).toBe('better');
    expect(verdictOf(metrics, { looks: 'daily' })?.kind).toBe('not-yet');
  });

  it('is replaced where the arms do not have their shares', () => {
    const { verdicts, metrics, sampleRatio } = compared({
      arms: [
        { value: 'old', exposures: 20_000 },
        { value: 'new', exposures: 22_000 },
      ],
      metrics: [completed(13_500)],
    });
    expect(sampleRatio.isMismatch).toBe(true);
    expect(verdicts[0]?.verdict.kind).toBe('sample-ratio-mismatch');
    expect(metrics[0]?.contrasts[0]?.verdict).toEqual(verdicts[0]?.verdict);
  });

  it('gives the difference itself where no lift can be stated', () => {
    const arms = { old: spreadOver(5000, -0.2, 1), new: spreadOver(5000, 0.1, 1) };
    const verdict = verdictOf([aMetric({ metric: 'gain', kind: 'mean', arms })]);
    expect(verdict?.sentence).toMatch(
      /^new is better than old: gain is 0\.3 higher \(0\.23\d to 0\.36\d\)\.$/,
    );
  });

  it('is not yet where no metric is compared', () => {
    expect(verdictOf([])?.kind).toBe('not-yet');
  });
});

describe('several primary metrics', () => {
  it('make an arm worse when one of them is, whatever the others are', () => {
    const verdict = verdictOf([completed(13_500), errors(1400)]);
    expect(verdict?.kind).toBe('worse');
    expect(verdict?.sentence).toContain('Of the other metrics that count, task_completed is better.');
  });

  it('make it better while others are not known yet, and say so', () => {
    const rare = errors(1020, { margin: 0.001 });
    const verdict = verdictOf([completed(13_500), rare]);
    expect(verdict?.kind).toBe('better');
    expect(verdict?.sentence).toContain('errors is not known yet');
  });

  it('wait for the one that takes longest', () => {
    const few = errors(0, { arms: { old: events(30, 2), new: events(30, 2) } });
    const waiting = [aMetric(), few, aMetric({ metric: 'rating' })];
    expect(verdictOf(waiting)?.sentence).toContain('too little is known of errors');
    expect(verdictOf(waiting.toReversed())?.sentence).toContain('too little is known of errors');
  });

  it('make no meaningful difference only together', () => {
    const same = completed(12_000);
    const rating = completed(12_010, { metric: 'rating' });
    expect(verdictOf([same, rating])?.sentence).toContain('The same of task_completed, rating.');
    const waiting = verdictOf([same, errors(1000), errors(1000, { metric: 'malformed', margin: 0.01 })]);
    expect(waiting?.kind).toBe('not-yet');
    expect(waiting?.sentence).toContain('malformed');
  });

  it('share alpha, so that each needs more', () => {
    const [alone, together] = [[completed(12_250)], [completed(12_250), errors(1000), errors(1000)]].map(
      (metrics) => compared({ metrics }).metrics[0]?.contrasts[0]?.adjustedP,
    );
    expect(alone?.method).toBe('holm');
    expect(together?.fixed).toBeCloseTo(3 * (alone?.fixed ?? 0), 12);
  });

  it('are all of them when none is declared', () => {
    const metrics = [completed(13_500, { standing: 'secondary' }), errors(1000, { standing: 'secondary' })];
    const found = compared({ metrics }).metrics;
    expect(found.map(({ standing }) => standing)).toEqual(['primary', 'primary']);
  });
});

describe('guardrails', () => {
  const failures = (own: number): ExperimentMetric => errors(own, { standing: 'guardrail' });

  it('make an arm worse that is better otherwise', () => {
    const verdict = verdictOf([completed(13_500), failures(1400)]);
    expect(verdict?.kind).toBe('worse');
    expect(verdict?.sentence).toContain('Of the other metrics that count, task_completed is better.');
  });

  it('are not waited for', () => {
    const none = errors(0, {
      arms: { old: events(20_000, 0), new: events(20_000, 0) },
      standing: 'guardrail',
    });
    expect(verdictOf([completed(12_000), none])?.kind).toBe('no-meaningful-difference');
    expect(verdictOf([completed(13_500), none])?.sentence).not.toContain('errors');
  });

  it('make an arm better when the primary metrics are known to be no different, and not before', () => {
    const verdict = verdictOf([completed(12_000), failures(600)]);
    expect(verdict?.kind).toBe('better');
    expect(verdict?.sentence).toContain('Of the other metrics that count, task_completed is no different.');
    expect(verdictOf([aMetric(), failures(600)])?.kind).toBe('not-yet');
    expect(verdictOf([completed(13_500), failures(600)])?.sentence).toContain('errors is better');
  });

  it('share alpha with the primary metrics', () => {
    const { metrics } = compared({ metrics: [completed(12_250), failures(1000)] });
    expect(metrics.map(({ contrasts }) => contrasts[0]?.adjustedP.method)).toEqual(['holm', 'holm']);
  });

  it('decide like primary metrics where there are none of these', () => {
    expect(compared({ metrics: [failures(1000)] }).metrics[0]?.standing).toBe('primary');
  });
});

describe('metrics that are not primary', () => {
  it('do not decide, and are warned of when they get worse', () => {
    const { verdicts, warnings, metrics } = compared({
      metrics: [completed(13_500), errors(1400, { standing: 'secondary' })],
    });
    expect(verdicts[0]?.verdict.kind).toBe('better');
    expect(metrics.map(({ metric }) => metric)).toEqual(['task_completed', 'errors']);
    expect(metrics[1]?.contrasts[0]?.adjustedP.method).toBe('benjamini-hochberg');
    expect(warnings).toContain('errors of new is worse; it is not a primary metric.');
  });
});

describe('more than two arms', () => {
  it('are each held against the control', () => {
    const arms = { old: events(20_000, 12_000), new: events(20_000, 13_500), other: events(20_000, 11_000) };
    const values = Object.keys(arms).map((value) => ({ value, exposures: 20_000 }));
    const { verdicts, metrics } = compared({ arms: values, metrics: [aMetric({ arms })] });
    expect(verdicts.map(({ value, verdict }) => [value, verdict.kind])).toEqual([
      ['new', 'better'],
      ['other', 'worse'],
    ]);
    expect(metrics[0]?.arms.map(({ value }) => value)).toEqual(['old', 'new', 'other']);
  });
});

describe('segments', () => {
  const segments = ['early', 'internal', 'others'].map((name, at) => ({
    name,
    metrics: [completed(at === 1 ? 12_400 : 12_000), errors(1000)],
  }));

  it('are compared by themselves, their p-values adjusted for all of them', () => {
    const [alone] = compared({ metrics: [completed(12_400)] }).metrics;
    const found = compared({ segments }).segments;
    expect(found.map(({ name, metrics }) => [name, metrics.length])).toEqual([
      ['early', 2],
      ['internal', 2],
      ['others', 2],
    ]);
    const adjusted = found[1]?.metrics[0]?.contrasts[0]?.adjustedP;
    expect(adjusted?.method).toBe('holm');
    expect(adjusted?.fixed).toBeCloseTo(6 * (alone?.contrasts[0]?.adjustedP.fixed ?? 0), 12);
  });

  it('come with a warning', () => {
    expect(compared({ segments }).warnings.join(' ')).toContain('3 segments were looked at');
    expect(compared({ segments: segments.slice(0, 1) }).warnings.join(' ')).not.toContain('looked at');
  });
});

describe('a comparison', () => {
  it('is plain JSON', () => {
    const quantiles = { old: [{ n: 100, points: [{ probability: 0.5, value: 3 }] }], new: [] };
    const found = compared({ metrics: [completed(12_100, { quantiles })] });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found.metrics[0]?.contrasts[0]?.quantiles).toEqual([]);
  });

  it('warns of what a reader may not know', () => {
    const short = compared({ days: 3 }, { looks: 'once' }).warnings.join(' ');
    expect(short).toContain('less than a week');
    expect(short).toContain('one look');
    expect(short).toContain('users who ask often');
    const groups = { old: [events(1000, 600)], new: [events(1000, 600)] };
    expect(compared({ metrics: [aMetric({ groups })] }).warnings).toEqual([]);
  });

  it('says what would have been found, less of it daily', () => {
    const [contrast] = compared({ metrics: [completed(12_000)] }).metrics[0]?.contrasts ?? [];
    expect(contrast?.detectable.fixed).toBeLessThan(contrast?.detectable.anytime ?? 0);
    const few = aMetric({ arms: { old: events(50, 45), new: events(50, 35) } });
    expect(compared({ metrics: [few] }).metrics[0]?.contrasts[0]?.detectable).toEqual({});
  });

  it('says what a covariate took away', () => {
    const before = Array.from({ length: 400 }, (_, at) => at % 20);
    const old = momentsOf(
      before.map((one, at) => 10 + one + (at % 3)),
      before,
    );
    const own = momentsOf(
      before.map((one, at) => 10 + one + (at % 7) / 3),
      before,
    );
    const [metric] = compared({ metrics: [aMetric({ kind: 'mean', arms: { old, new: own } })] }).metrics;
    expect(metric?.contrasts[0]?.covariate?.varianceReduction).toBeGreaterThan(0.9);
  });

  it('has arms of which nothing is known', () => {
    const found = compared({ metrics: [aMetric({ arms: { old: events(1000, 600) } })] });
    expect(found.metrics[0]?.arms).toEqual([
      { value: 'old', n: 1000, mean: 0.6 },
      { value: 'new', n: 0 },
    ]);
  });

  it('takes its variance from groups of users, which makes it less sure', () => {
    const uneven = (sum: number) =>
      Array.from({ length: 16 }, (_, at) => events(1250, sum / 16 + (at % 2 === 0 ? 150 : -150)));
    const groups = { old: uneven(12_000), new: uneven(12_600) };
    const found = compared({ metrics: [completed(12_600, { groups })] });
    expect(found.metrics[0]?.contrasts[0]?.varianceFrom).toBe('groups');
    expect(found.verdicts[0]?.verdict.kind).toBe('not-yet');
    expect(verdictOf([completed(12_600)])?.kind).not.toBe('not-yet');
  });
});
