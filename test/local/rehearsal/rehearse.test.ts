import { beforeAll, describe, expect, it } from 'vitest';
import type { AppConfigBehaviour } from '../../../local/appconfig/behaviour.ts';
import type { RehearsalReport } from '../../../local/rehearsal/report.ts';
import { shippedScenarios } from '../../../local/rehearsal/scenarios.ts';
import { play, type Stage, stageOf, withAlarmsOutOfReach, withoutGuard } from './stage.ts';

const PREFIX = 'model-rollout-prod';
const BY_ERRORS = [`${PREFIX}-candidate-error-rate`, `${PREFIX}-candidate-error-fuse`];

interface Expected {
  readonly outcome: string;
  /** Who may say so; default nobody. */
  readonly by?: readonly string[];
  /** Which of alarms and guard must see it first. */
  readonly first?: 'guard' | 'alarm';
}

const BY_GUARD: Expected = { outcome: 'rolled_back', by: ['guard'], first: 'guard' };

/** What each shipped scenario must come to. */
const EXPECTED: Readonly<Record<string, readonly Expected[]>> = {
  'bad-then-good': [{ outcome: 'rolled_back', by: BY_ERRORS, first: 'alarm' }, { outcome: 'completed' }],
  good: [{ outcome: 'completed' }],
  errors: [{ outcome: 'rolled_back', by: BY_ERRORS, first: 'alarm' }],
  slow: [{ outcome: 'rolled_back', by: [`${PREFIX}-candidate-latency`], first: 'alarm' }],
  malformed: [{ outcome: 'rolled_back', by: BY_ERRORS, first: 'alarm' }],
  'late-onset': [{ outcome: 'rolled_back', by: BY_ERRORS, first: 'alarm' }],
  'low-traffic': [{ outcome: 'completed' }],
  'agent-outage': [{ outcome: 'rolled_back', by: [`${PREFIX}-flag-configuration-health`], first: 'alarm' }],
  'subtle-errors': [BY_GUARD],
  'quality-drop': [BY_GUARD],
  'slower-tail': [BY_GUARD],
  'better-but-malformed': [BY_GUARD],
  'after-the-bake': [{ outcome: 'completed', first: 'alarm' }],
  'a-a': [{ outcome: 'completed' }],
  'heavy-users': [{ outcome: 'completed' }],
};

let prod: Stage;
let staging: Stage;
let muted: Stage;
beforeAll(() => {
  prod = stageOf('prod');
  staging = stageOf('staging');
  muted = withAlarmsOutOfReach(withoutGuard('staging'));
});

const played = new Map<Stage, Map<string, Promise<RehearsalReport>>>();

/** Played once, whichever test is the first to look at it: the same seed gives the same rehearsal. */
function playedOnce(stage: Stage, scenario: string): Promise<RehearsalReport> {
  const ofStage = played.get(stage) ?? new Map<string, Promise<RehearsalReport>>();
  played.set(stage, ofStage);
  const report = ofStage.get(scenario) ?? play(stage, scenario);
  ofStage.set(scenario, report);
  return report;
}

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
      const { rollouts, requests } = await playedOnce(prod, name);
      expect(rollouts.map(({ outcome }) => outcome)).toEqual(EXPECTED[name]?.map(({ outcome }) => outcome));
      for (const [index, { rolledBackBy, noticedFirst }] of rollouts.entries()) {
        const { by = [undefined], first } = EXPECTED[name]?.[index] ?? {};
        expect(by).toContain(rolledBackBy);
        expect(noticedFirst).toBe(first);
      }
      expect(requests.flagFailures).toBe(0);
      expect(requests.answered + requests.failed).toBe(requests.total);
    },
  );

  it('takes a fault that sets in late back only after it has set in', async () => {
    const { rollouts } = await playedOnce(prod, 'late-onset');
    const [rollout] = rollouts;
    expect(rollout?.faultAtMinute).toBe((rollout?.startedAtMinute ?? 0) + 25);
    expect(rollout?.endedAtMinute).toBeGreaterThan(rollout?.faultAtMinute ?? Number.POSITIVE_INFINITY);
  });

  it('answers every request while the agents hang', async () => {
    const { requests } = await playedOnce(prod, 'agent-outage');
    expect(requests).toMatchObject({ failed: 0, flagFailures: 0 });
    expect(requests.total).toBeGreaterThan(1000);
  });
});

describe('a rehearsal', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [first, second, other] = [
      await playedOnce(staging, 'errors'),
      await play(staging, 'errors'),
      await play(staging, 'errors', { seed: 8 }),
    ];
    expect(second).toEqual(first);
    expect(other.requests).not.toEqual(first.requests);
  });

  it('lets the bad candidate complete when no alarm can fire: outcomes come from the alarms', async () => {
    const { rollouts } = await playedOnce(muted, 'errors');
    expect(rollouts).toMatchObject([{ outcome: 'completed', peakPercentage: 100 }]);
  });

  it('lets a candidate complete that no alarm sees where there is no guard: outcomes come from the guard', async () => {
    const { rollouts } = await play(withoutGuard('prod'), 'quality-drop');
    expect(rollouts).toMatchObject([{ outcome: 'completed', peakPercentage: 100 }]);
    expect(rollouts[0]).not.toHaveProperty('noticedFirst');
    expect(rollouts[0]).not.toHaveProperty('guard');
  });

  it('says why the guard took a candidate back, and how its evidence grew', async () => {
    const { rollouts } = await playedOnce(prod, 'quality-drop');
    const { why, guard } = rollouts[0] ?? {};
    expect(why).toMatch(/outcome:judge_score: candidate 0\.\d+ .* tolerated 0\.97; evidence \S+ >= 20/);
    const evidence = guard?.minutes ?? [];
    expect(guard?.noticedAtMinute).toBe(evidence.findIndex(({ combined }) => combined >= 20) + 1);
    for (const { byGuardrail } of evidence) {
      expect(Object.keys(byGuardrail)).toEqual([
        'errors:up',
        'over_latency_limit:up',
        'outcome:judge_score:down',
      ]);
    }
    expect(evidence.at(-1)?.byGuardrail['outcome:judge_score:down']).toBeGreaterThan(20);
  });

  it('lets the watch take back what goes wrong after its deployment, on its schedule', async () => {
    const { rollouts } = await playedOnce(prod, 'after-the-bake');
    const { removal, endedAtMinute = 0, faultAtMinute = 0 } = rollouts[0] ?? {};
    expect(removal).toMatchObject({ action: 'reverted', why: expect.stringContaining('in ALARM') });
    expect(removal?.atMinute).toBeGreaterThan(Math.max(endedAtMinute, faultAtMinute));
    expect(removal?.atMinute).toBeLessThan(faultAtMinute + 10);
  });

  it('answers the users whom the candidate failed with the control', async () => {
    const { requests, rollouts } = await playedOnce(muted, 'errors');
    const candidateRequests = rollouts[0]?.candidateRequests ?? 0;
    expect(requests.fallbacks / candidateRequests).toBeCloseTo(0.25, 1);
    expect(requests.answered / requests.total).toBeGreaterThan(0.98);
  });

  it('shows candidate and control to equal shares of the users at a percentage of fifty', async () => {
    const { rollouts } = await playedOnce(staging, 'good');
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
