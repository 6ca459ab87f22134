import { describe, expect, it } from 'vitest';
import type { PlanData } from '../../../cli/plan/plan-data.ts';
import { plan } from '../../../core/guard/plan.ts';
import { run, runJson } from '../io.ts';

const ERRORS = ['plan', '--requests-per-minute', '300', '--base-rate', '0.005', '--ratio', '3'];
const RAMP = [...ERRORS, '--steps', '1,5,25,50,100'];

describe('plan', () => {
  it('is that of the guard, one of three guardrails unless told otherwise', async () => {
    const { data, exitCode } = await runJson<PlanData>(ERRORS);
    const effect = { direction: 'up', effect: 3, baseRate: 0.005, tolerance: 1.1 } as const;
    const expected = plan({ ...effect, share: 0.5, requestsPerMinute: 300, alpha: 0.05, weight: 1 / 3 });
    expect(exitCode).toBe(0);
    expect(data.steady).toEqual({
      percentage: 50,
      noticed: { ...expected, candidateUsers: expected.candidateExposures },
    });
    expect(data.evidenceNeeded).toBeCloseTo(60, 9);
  });

  it('tolerates three per cent less where scores fall, unless told otherwise', async () => {
    const scores = ['plan', '--requests-per-minute', '300', '--base-rate', '0.7', '--ratio', '0.85'];
    const { data } = await runJson<PlanData>([...scores, '--direction', 'down']);
    expect(data.effect.tolerance).toBe(0.97);
    expect(data.steady.noticed?.minutes).toBeLessThan(20);
  });

  it('says that a tolerated effect is never noticed', async () => {
    const tolerated = [...RAMP.slice(0, -3), '1.05', ...RAMP.slice(-2)];
    const { out } = await run(tolerated);
    expect(out).toContain('at 50 %: never noticed, a ratio of 1.05 is put up with\n');
    expect(out).toContain('as a ramp: never noticed');
    const { data } = await runJson<PlanData>(tolerated);
    expect(data.steady).toEqual({ percentage: 50 });
    expect(data.ramp).not.toHaveProperty('noticed');
  });

  it('tells of a ramp what each step exposes, and the step in which the effect is noticed', async () => {
    const { data } = await runJson<PlanData>(RAMP);
    const { steps = [], noticed } = data.ramp ?? {};
    expect(steps.map(({ percentage, minutes }) => [percentage, minutes])).toEqual([
      [1, 60],
      [5, 120],
      [25, 180],
      [50, 240],
      [100, 300],
    ]);
    expect(steps.find(({ isNoticed }) => isNoticed)?.percentage).toBe(noticed?.percentage);
    for (const { evidence } of steps) expect(evidence).toBeLessThanOrEqual(1e9);
  });

  it('exposes as many users as requests are divided by', async () => {
    const { data } = await runJson<PlanData>([...RAMP, '--requests-per-user', '4']);
    const places = [data.steady.noticed, data.ramp?.noticed, ...(data.ramp?.steps ?? [])];
    for (const place of places) expect(place?.candidateUsers).toBe((place?.candidateExposures ?? 0) / 4);
  });

  it('fits a narrow screen', async () => {
    const { out } = await run([...RAMP, '--requests-per-user', '4'], { columns: 40 });
    expect(out.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });
});

describe('plan refuses', () => {
  it.each([
    [['--requests-per-minute', '0'], '--requests-per-minute is "0"; use a number from 0.001 to 10000000'],
    [['--percentage', '100'], '--percentage is "100"; use a number from 0.001 to 99.999'],
    [['--alpha', 'half'], '--alpha is "half"; use a number from 0.000001 to 0.499'],
    [['--guardrails', '2.5'], '--guardrails is "2.5"; use a whole number from 1 to 12'],
    [['--dispersion', '0x10'], '--dispersion is "0x10"; use a number from 1 to 1000'],
    [['--tolerance', '0.9'], '--tolerance is 0.9 with --direction up; use a number from 1 to 100'],
    [['--base-rate', '0.5'], '--ratio is 3 with --base-rate 0.5, a rate of 1.5; use a ratio of at most 2'],
    [['--steps', '5,1'], '--steps is "5,1"; use growing percentages from 0.001 to 100 in steps of 0.001'],
    [['--steps', '1,200'], '--steps is "1,200"; use growing percentages'],
    [['--steps', '0.0005'], '--steps is "0.0005"; use growing percentages'],
  ])('%s, naming option, value and range', async (option, message) => {
    const { exitCode, err, out } = await run([...ERRORS, ...option]);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});
