import { isRecord } from '../../core/record.ts';
import { RolloutError } from '../rollout-error.ts';

/** What Secrets Manager asks of a rotation function, one after the other. */
export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** A step of the rotation of one secret. */
export interface RotationEvent {
  readonly step: RotationStep;
  /** ARN of the secret. */
  readonly secretId: string;
  /** Id of the version that is to become current. */
  readonly versionId: string;
}

const STEPS: readonly unknown[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/**
 * Reads the event of a rotation. Throws a `RolloutError` for any other.
 *
 * Source: AWS Secrets Manager User Guide, "Lambda rotation functions".
 */
export function parseRotationEvent(event: unknown): RotationEvent {
  const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = isRecord(event) ? event : {};
  if (isStep(step) && typeof secretId === 'string' && typeof versionId === 'string') {
    return { step, secretId, versionId };
  }
  const message =
    'the event is no step of a rotation by Secrets Manager; have it called by the rotation of the secret alone';
  throw new RolloutError('settings-invalid', message, { fault: 'user' });
}

function isStep(step: unknown): step is RotationStep {
  return STEPS.includes(step);
}
