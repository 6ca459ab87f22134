import { beforeAll, describe, expect, it } from 'vitest';
import type { AppConfigBehaviour } from '../../../local/appconfig/behaviour.ts';
import { shippedScenarios } from '../../../local/rehearsal/scenarios.ts';
import { play, type Stage, stageOf, withAlarmsOutOfReach } from './stage.ts';

const PREFIX = 'model-rollout-prod';
const BY_ERRORS = [`${PREFIX}-candidate-error-rate`, `${PREFIX}-candidate-error-fuse`];

/** What each shipped scenario must come to, and which alarms may say so. */
const EXPECTED: Readonly<Record<string, readonly { outcome: string; by?: readonly string[] }[]>> = {
  'bad-then-good': [{ outcome: 'rolled_back', by: BY_ERRORS }, { outcome: 'completed' }],
  good: [{ outcome: 'completed' }],
  errors: [{ outcome: 'rolled_back', by: BY_ERRORS }],
  slow: [{ outcome: 'rolled_back', by: [`${PREFIX}-candidate-latency`] }],
  malformed: [{ outcome: 'rolled_back', by: BY_ERRORS }],
  'late-onset': [{ outcome: 'rolled_back', by: BY_ERRORS }],
  'low-traffic': [{ outcome: 'completed' }],
  'agent-outage': [{ outcome: 'rolled_back', by: [`${PREFIX}-flag-configuration-health`] }],
};

let prod: Stage;
let staging: Stage;
beforeAll(() => {
  prod = stageOf('prod');
  staging = stageOf('staging');
});

describe('a shipped scenario', () => {
  it('has an expected outcome, every one of them', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(
      shippedScenarios()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.each(Object.keys(EXPECTED))(
    '%s ends as expected, and no request fails because of flags',
    async (name) => {
      const { rollouts, requests } = await play(prod, name);
      expect(rollouts.map(({ outcome }) => outcome)).toEqual(EXPECTED[name]?.map(({ outcome }) => outcome));
      for (const [index, { rolledBackBy }] of rollouts.entries()) {
        const by = EXPECTED[name]?.[index]?.by ?? [undefined];
        expect(by).toContain(rolledBackBy);
      }
      expect(requests.flagFailures).toBe(0);
      expect(requests.answered + requests.failed).toBe(requests.total);
    },
  );

  it('takes a fault that sets in late back only after it has set in', async () => {
    const { rollouts } = await play(prod, 'late-onset');
    const [rollout] = rollouts;
    expect(rollout?.faultAtMinute).toBe((rollout?.startedAtMinute ?? 0) + 25);
    expect(rollout?.endedAtMinute).toBeGreaterThan(rollout?.faultAtMinute ?? Number.POSITIVE_INFINITY);
  });

  it('answers every request while the agents hang', async () => {
    const { requests } = await play(prod, 'agent-outage');
    expect(requests).toMatchObject({ failed: 0, flagFailures: 0 });
    expect(requests.total).toBeGreaterThan(1000);
  });
});

describe('a rehearsal', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [first, second, other] = [
      await play(staging, 'errors'),
      await play(staging, 'errors'),
      await play(staging, 'errors', { seed: 8 }),
    ];
    expect(second).toEqual(first);
    expect(other.requests).not.toEqual(first.requests);
  });

  it('lets the bad candidate complete when no alarm can fire: outcomes come from the alarms', async () => {
    const { rollouts } = await play(withAlarmsOutOfReach(staging), 'errors');
    expect(rollouts).toMatchObject([{ outcome: 'completed', peakPercentage: 100 }]);
  });

  it('answers the users whom the candidate failed with the control', async () => {
    const { requests, rollouts } = await play(withAlarmsOutOfReach(staging), 'errors');
    const candidateRequests = rollouts[0]?.candidateRequests ?? 0;
    expect(requests.fallbacks / candidateRequests).toBeCloseTo(0.25, 1);
    expect(requests.answered / requests.total).toBeGreaterThan(0.98);
  });

  it('shows candidate and control to equal shares of the users at a percentage of fifty', async () => {
    const { rollouts } = await play(staging, 'good');
    const { candidateRequests = 0, controlRequests = 0 } = rollouts[0] ?? {};
    expect(candidateRequests / (candidateRequests + controlRequests)).toBeCloseTo(0.5, 1);
  });
});

const SWITCHES: readonly Partial<AppConfigBehaviour>[] = [
  { firstStep: 'at-start' },
  { firstStep: 'spread' },
  { alarmFiringAtStart: 'ignore-until-it-recovers' },
  { insufficientData: 'ignore' },
  { jsonSchemaAt: 'version-and-deployment' },
  { monitorIntervalMs: 15_000 },
  { rollbackMs: 60_000 },
];

describe('whatever AWS leaves open', () => {
  it.each(SWITCHES)('a bad candidate is taken back and a good one completes with %j', async (behaviour) => {
    const bad = await play(staging, 'errors', { behaviour });
    const good = await play(staging, 'good', { behaviour });
    expect(bad.rollouts).toMatchObject([{ outcome: 'rolled_back' }]);
    expect(good.rollouts).toMatchObject([{ outcome: 'completed' }]);
  });
});
