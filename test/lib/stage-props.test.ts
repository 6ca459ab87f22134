import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { requireStageProps } from '../../lib/stage-props.ts';
import { aStage } from './helpers/stage.ts';
import { reportedOf } from './safety/findings.ts';
import { aWholeStage } from './safety/trees.ts';

/** The prod stage with props that the types would not have let through, as from JavaScript. */
function untyped(changes: object): StageConfig {
  return aStage(changes);
}

describe('the props of a stage', () => {
  it.each(Object.values(STAGES))('are all known in $stage as it ships', (stage) => {
    expect(() => requireStageProps(stage)).not.toThrow();
  });

  it.each(['service', 'stage', 'models', 'firstVersion'])('are refused without %s', (prop) => {
    const message = `the stage has no ${prop}, which has no default: add it`;
    expect(() => requireStageProps(untyped({ [prop]: undefined }))).toThrow(message);
    const [reported] = reportedOf((stack) => void aWholeStage(stack, untyped({ [prop]: undefined })));
    expect(reported).toMatchObject({ id: 'props-refused', message });
  });

  it.each([
    [{ gaurd: { guardrails: [] } }, /^the stage has a member "gaurd"; there are service, .*guard, /],
    [
      { notifications: { email: ['a@b.c'] } },
      /^notifications has a member "email"; there are emails, topicArns$/,
    ],
    [{ alarmLimits: { errorFuze: 3 } }, /^alarmLimits has a member "errorFuze"; there are .*errorFuse/],
    [{ rollout: { growth: 10 } }, /^rollout has a member "growth"; there are growthPercent, /],
  ])('are refused when nothing reads them: %j', (changes, message) => {
    expect(() => requireStageProps(untyped(changes))).toThrow(message);
  });

  it('may say that there are no notifications', () => {
    expect(() => requireStageProps(aStage({ notifications: false }))).not.toThrow();
  });

  it('are told all together', () => {
    const faulty = untyped({ models: undefined, gaurd: {}, notifications: { email: [] } });
    expect(() => requireStageProps(faulty)).toThrow(/models.*\n.*gaurd.*\n.*email/);
  });
});
