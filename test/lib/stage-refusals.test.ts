import { describe, expect, it } from 'vitest';
import { completeStage, type StageConfig } from '../../lib/stage-config.ts';
import { aStage } from './helpers/stage.ts';
import { reportedOf } from './safety/findings.ts';
import { aWholeStage } from './safety/trees.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLLOUT = { growthPercent: 10, durationMinutes: 40, bakeMinutes: 20 };

/** A value that the types would not have let through, as from JavaScript or a file. */
function given(changes: object): Partial<StageConfig> {
  return changes;
}

describe('a stage', () => {
  it.each([
    [{ rollout: { ...ROLLOUT, durationMinutes: -5 } }, /^rollout\.durationMinutes is -5, .* 1 to 1440/],
    [{ rollout: { ...ROLLOUT, bakeMinutes: -1 } }, /^rollout\.bakeMinutes is -1, .* 0 to 1440/],
    [{ pollIntervalSeconds: -5 }, /^pollIntervalSeconds is -5, .* 15 to 86400/],
    [{ flagsTimeoutMs: -1 }, /^flagsTimeoutMs is -1, .* 10 to 10000/],
    [{ modelTimeoutMs: -1 }, /^modelTimeoutMs is -1, .* 1000 to 445000/],
    [{ latencyLimitMs: -1 }, /^latencyLimitMs is -1, .* 1 to 900000/],
    [{ architecture: 'arm' }, /^architecture is "arm", but must be arm64 or x86_64/],
    [{ tracing: 'on' }, /^tracing is "on", but must be off or xray/],
    [{ knowledgeBaseId: '' }, /^knowledgeBaseId is empty/],
    [{ encryptionKey: 'alias/rollout' }, /^encryptionKey is "alias\/rollout", but must be the ARN/],
    [{ encryptionKey: KEY }, /^encryptionKey is "arn:aws:kms:eu-west-1:.*", .* region us-east-1/],
    [{ alarmTopicArns: ['news'] }, /^alarmTopicArns has "news", but must have ARNs/],
    [{ alarmTopicArns: ['arn:aws:sns:eu-west-1:123456789012:news'] }, /^alarmTopicArns has .* us-east-1/],
    [{ notifications: { topicArns: ['news'] } }, /^notifications\.topicArns has "news", but must have ARNs/],
    [{ notifications: { emails: ['a@b.c', 'a@b.c'] } }, /^notifications\.emails has "a@b\.c" twice/],
  ])('is refused %j by the name of the prop, with what is allowed', (changes, message) => {
    const [reported] = reportedOf((stack) => void aWholeStage(stack, given(changes)));
    expect(reported).toMatchObject({ level: 'error' });
    expect(reported?.message).toMatch(message);
  });

  it('has the defaults where it says undefined', () => {
    const silent = given({ rollout: undefined, notifications: undefined, pollIntervalSeconds: undefined });
    expect(completeStage(aStage(silent))).toMatchObject({
      ...{ rollout: ROLLOUT, notifications: {}, pollIntervalSeconds: 45 },
    });
  });

  it('serves the first version where it says that nothing else is bundled', () => {
    const { firstVersion, safeDefault } = completeStage(aStage(given({ safeDefault: undefined })));
    expect(safeDefault).toBe(firstVersion);
  });
});
