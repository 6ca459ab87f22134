import type {
  DescribeSecretCommandOutput,
  PutSecretValueCommandInput,
  UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { ResourceExistsException } from '@aws-sdk/client-secrets-manager';
import { parseRotationEvent, type RotationEvent } from './rotation-event.ts';

/** The part of Secrets Manager that a rotation needs. */
export interface RotatedSecrets {
  putSecretValue(input: PutSecretValueCommandInput): Promise<unknown>;
  describeSecret(input: { readonly SecretId: string }): Promise<DescribeSecretCommandOutput>;
  updateSecretVersionStage(input: UpdateSecretVersionStageCommandInput): Promise<unknown>;
}

export interface RotationOptions {
  readonly secrets: RotatedSecrets;
  /** A new key: text that nobody can guess. */
  readonly newKey: () => string;
}

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

/**
 * The rotation of the key that signs exposure tokens: a new random key becomes current, and Secrets Manager keeps the one
 * before it as previous. A step that is repeated changes nothing.
 *
 * Nobody but readers of the secret has the key, so there is nothing to be set or tested elsewhere.
 */
export function createRotationHandler({ secrets, newKey }: RotationOptions) {
  return async (event: unknown): Promise<void> => {
    const rotation = parseRotationEvent(event);
    if (rotation.step === 'createSecret') await createKey(secrets, rotation, newKey());
    if (rotation.step === 'finishSecret') await makeCurrent(secrets, rotation);
  };
}

async function createKey(
  secrets: RotatedSecrets,
  { secretId: SecretId, versionId: ClientRequestToken }: RotationEvent,
  SecretString: string,
): Promise<void> {
  try {
    await secrets.putSecretValue({ SecretId, ClientRequestToken, SecretString, VersionStages: [PENDING] });
  } catch (error) {
    // The step was carried out before: the version has a key already.
    if (!(error instanceof ResourceExistsException)) throw error;
  }
}

async function makeCurrent(
  secrets: RotatedSecrets,
  { secretId: SecretId, versionId: MoveToVersionId }: RotationEvent,
): Promise<void> {
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
  const [RemoveFromVersionId] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(CURRENT)) ?? [];
  if (RemoveFromVersionId === MoveToVersionId) return;
  await secrets.updateSecretVersionStage({
    ...{ SecretId, VersionStage: CURRENT, MoveToVersionId },
    ...(RemoveFromVersionId !== undefined && { RemoveFromVersionId }),
  });
}
