import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FlagDocument } from '../../../core/document/flag-document.ts';
import { FLAGS } from '../../../lambda/contract.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { withCandidate } from '../../../local/rehearsal/next-document.ts';
import { RehearsedStage } from '../../../local/rehearsal/rehearsed-stage.ts';
import { type Stage, stageOf } from './stage.ts';

const CANDIDATE = 'claude-sonnet-4-6';
const ALARMS = ['candidate-error-rate', 'candidate-error-fuse'].map((name) => `model-rollout-prod-${name}`);

let synthesized: Stage;
let clock: VirtualClock;
let stage: RehearsedStage;

beforeAll(() => {
  synthesized = stageOf('prod');
});
beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 0, 5));
  stage = await RehearsedStage.create({ template: synthesized.template, clock });
});

function fire(...alarms: readonly string[]): void {
  for (const AlarmName of alarms) {
    stage.cloudWatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'a test says so' });
  }
}

function killed(document: FlagDocument): FlagDocument {
  return {
    ...document,
    flags: document.flags.map((flag) =>
      flag.flag === FLAGS.model ? { ...flag, killed: [CANDIDATE] } : flag,
    ),
  };
}

describe('a rehearsed stage', () => {
  it('names one alarm as the reason of a rollback, though several fire', async () => {
    const number = await stage.deploy(withCandidate(stage.document(), CANDIDATE, 50));
    clock.advance(60_000);
    fire(...ALARMS);
    await stage.tick();
    expect(stage.deployment(number).state).toBe('ROLLED_BACK');
    expect(ALARMS).toContain(stage.deployment(number).rollback?.by);
  });
});

// BEHAVIOUR R1, R19, R20
describe('the guard of a rehearsed stage', () => {
  it('is asked at every tick, in whatever region the stage is', async () => {
    const { template } = stageOf('prod', { region: 'eu-central-1' });
    stage = await RehearsedStage.create({ template, clock });
    const startMs = Math.ceil(clock.now() / 60_000) * 60_000;
    clock.moveTo(startMs);
    await stage.deploy(withCandidate(stage.document(), CANDIDATE, 50));
    for (let minute = 0; minute < 3; minute += 1) {
      clock.advance(60_000);
      await stage.tick();
    }
    clock.advance(60_000);
    expect(stage.evidence(startMs).map(({ minute }) => minute)).toEqual([1, 2, 3]);
  });

  it('is told apart from the alarms that watch requests', () => {
    const names = stage.view().alarms.filter((name) => stage.isGuardAlarm(name));
    expect(names.map((name) => name.replace('model-rollout-prod-', ''))).toEqual([
      'guard-blind',
      'guard-evidence',
      'watch-acted',
    ]);
  });
});

describe('a kill by the runbook', () => {
  it('holds while an alarm fires whose actions are disabled', async () => {
    fire(...ALARMS);
    stage.cloudWatch.disableAlarmActions({ AlarmNames: [...ALARMS] });
    const status = stage.deployment(await stage.deployAtOnce(killed(stage.document())));
    expect(status).toMatchObject({ state: 'COMPLETE', rollback: undefined });
    expect(stage.document().flags.find(({ flag }) => flag === FLAGS.model)?.killed).toEqual([CANDIDATE]);
  });

  it('may be taken back while the actions are enabled, which is why the runbook disables them', async () => {
    fire(...ALARMS);
    const status = stage.deployment(await stage.deployAtOnce(killed(stage.document())));
    expect(status.state).toBe('ROLLED_BACK');
  });
});
