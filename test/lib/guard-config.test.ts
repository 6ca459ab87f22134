import { describe, expect, it } from 'vitest';
import type { ExpectedEffect, ExpectedTraffic } from '../../lib/expected-traffic.ts';
import {
  checkGuardConfig,
  type GuardConfig,
  guardEnvironment,
  guardParameters,
  requireGuard,
} from '../../lib/guard-config.ts';

const ERRORS = { metric: 'errors', tolerance: 1.1 };
const SCORE = { metric: 'outcome:judge_score', direction: 'down' as const, tolerance: 0.97 };

const checking = (config: Partial<GuardConfig>) => () =>
  checkGuardConfig({ guardrails: [ERRORS, SCORE], ...config });

/** A guard of which one effect is expected. */
function expecting(metric: string, effect: Partial<ExpectedEffect>, guardrails = [ERRORS, SCORE]) {
  const effects = { [metric]: { baseRate: 0.01, ratio: 2, ...effect } };
  return checking({ guardrails, expected: { requestsPerMinute: 300, gatePercentage: 50, effects } });
}

describe('the guard of a stage', () => {
  it('watches for three days every five minutes unless told otherwise', () => {
    expect(checking({})()).toMatchObject({ watchHours: 72, watchEveryMinutes: 5, expected: undefined });
    expect(checking({ watchHours: 0, watchEveryMinutes: 60 })()).toMatchObject({
      watchHours: 0,
      watchEveryMinutes: 60,
    });
  });

  it('keeps what only synthesis needs from the functions', () => {
    const { props } = expecting('errors', {})();
    expect(props).toEqual({ guardrails: [ERRORS, SCORE] });
    expect(JSON.parse(Object.values(guardEnvironment(props))[0] ?? '')).toEqual(props);
  });

  it('is refused when AppConfig could not keep it for the command line', () => {
    const long = Array.from({ length: 12 }, (_, at) => ({
      metric: `outcome:${'very_'.repeat(10)}long_${at}`,
      direction: 'down' as const,
      ...{ tolerance: 0.123456789012345, weight: 0.123456789012345, method: 'mean' as const },
    }));
    const owner = { service: 'shop', stage: 'prod' };
    expect(() => guardParameters({ ...owner, guard: { guardrails: long } })).toThrow(
      /^the guard has \d+ characters as JSON, but AppConfig takes 2048 .*: name fewer guardrails/,
    );
    expect(guardParameters({ ...owner, guard: { guardrails: long.slice(6) } })).toHaveProperty('guard');
  });

  it('is refused with every problem at once, each with the value and what is allowed', () => {
    const broken = checking({
      guardrails: [
        { metric: 'eror', tolerance: 1.1, weight: 0 },
        { ...SCORE, tolerance: 1.2 },
      ],
      alpha: 0.7,
      watchHours: 169,
      watchEveryMinutes: 0.5,
    });
    for (const problem of [
      /guard is refused: .*metric is "eror"; use errors, timeouts/,
      /guard is refused: .*weight is 0; use a number above 0/,
      /guard is refused: .*tolerance is 1\.2; in direction down use a ratio from 0\.01 to 1/,
      /guard is refused: .*alpha is 0\.7; use a number from 0\.000001/,
      /guard\.watchHours is 169, but must be a whole number from 0 to 168/,
      /guard\.watchEveryMinutes is 0\.5, but must be a whole number from 1 to 60/,
    ]) {
      expect(broken).toThrow(problem);
    }
  });

  it('is refused for a member that does not exist', () => {
    const misspelt = { guardrails: [ERRORS], watchHour: 3 } as GuardConfig;
    expect(() => checkGuardConfig(misspelt)).toThrow(/member "watchHour"; there are .*, watchHours,/);
  });

  it.each([true, [ERRORS], null])('is refused when it is no object but %j', (guard) => {
    expect(() => checkGuardConfig(guard as unknown as GuardConfig)).toThrow(
      /^guard is .*; use an object with guardrails, .* or leave it out$/,
    );
  });

  it('is refused for a construct by the same parser', () => {
    expect(() => requireGuard({ guardrails: [] })).toThrow(/guard is refused: guardrails is \[\]/);
  });
});

describe('what is expected of a guard', () => {
  it.each([
    [
      'a metric that no guardrail watches',
      'timeouts',
      {},
      /effects\.timeouts is expected, but .* only errors, outcome:judge_score/,
    ],
    [
      'an effect that is put up with',
      'errors',
      { ratio: 1.1 },
      /errors\.ratio is 1\.1, but .* tolerates 1\.1 upwards/,
    ],
    [
      'a change for the better',
      'outcome:judge_score',
      { ratio: 1.2 },
      /judge_score\.ratio is 1\.2, but .* tolerates 0\.97 downwards/,
    ],
    [
      'a rate of nothing',
      'errors',
      { baseRate: 0 },
      /errors\.baseRate is 0, but must be a number from 0\.000001 to 1/,
    ],
    [
      'a rate above one',
      'errors',
      { baseRate: 0.5, ratio: 3 },
      /errors\.ratio is 3, but must be a number from 0 to 2/,
    ],
    ['outcomes of nobody', 'errors', { measuredShare: 0 }, /errors\.measuredShare is 0/],
  ] as const)('is refused for %s', (_, metric, effect, message) => {
    expect(expecting(metric, effect)).toThrow(message);
  });

  it('is refused of means, which cannot be planned, for that reason alone', () => {
    const latency = { metric: 'latency_ms', tolerance: 1.1 };
    expect(expecting('latency_ms', { baseRate: 2000 }, [latency])).toThrow(
      /^[^\n]*latency_ms is expected of a guardrail by means[^\n]*$/,
    );
  });

  it('is refused for traffic and gates that compare nothing', () => {
    const expected = { requestsPerMinute: 0, gatePercentage: 100, effects: {} };
    expect(checking({ expected })).toThrow(
      /requestsPerMinute is 0.*\n.*gatePercentage is 100, .* 0\.001 to 99\.999/,
    );
  });

  it.each([
    ['no effects', { requestsPerMinute: 300, gatePercentage: 50 }, '.effects is missing; use an object'],
    ['an effect that is a number', { effects: { errors: 3 } }, '.effects.errors is 3; use an object such as'],
    [
      'a ratio that is left out',
      { effects: { errors: { baseRate: 0.1 } } },
      '.effects.errors.ratio is missing',
    ],
    [
      'a misspelt rate',
      { effects: { errors: { baserate: 0.1, ratio: 2 } } },
      '.effects.errors has a member "baserate"; there are baseRate, ratio, measuredShare',
    ],
    ['a misspelt member', { gatePercent: 50, effects: {} }, ' has a member "gatePercent"'],
    ['traffic that is left out', { effects: {} }, '.requestsPerMinute is missing, but must be'],
  ])('is refused for %s', (_, expected, message) => {
    expect(checking({ expected: expected as unknown as ExpectedTraffic })).toThrow(
      `guard.expected${message}`,
    );
  });

  it('may be about one metric in either direction', () => {
    const both = [SCORE, { ...SCORE, direction: 'up' as const, tolerance: 1.3 }];
    for (const ratio of [0.8, 1.5]) {
      expect(expecting('outcome:judge_score', { baseRate: 0.5, ratio }, both)).not.toThrow();
    }
  });
});
