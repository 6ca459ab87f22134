import type {
  CreateSecretRequest,
  CreateSecretResponse,
  DeleteSecretRequest,
  DeleteSecretResponse,
  DescribeSecretRequest,
  DescribeSecretResponse,
  GetSecretValueRequest,
  GetSecretValueResponse,
  PutSecretValueRequest,
  PutSecretValueResponse,
  RotateSecretRequest,
  RotateSecretResponse,
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT } from '../account.ts';
import { type FunctionInvoker, noFunctions } from '../appconfig/function-invoker.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { invalidRequest, secretExists, secretNotFound } from './errors.ts';
import { SecretRotation } from './secret-rotation.ts';
import { CURRENT, SecretVersions } from './secret-versions.ts';

interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: SecretVersions;
  rotation?: SecretRotation | undefined;
}

export interface SecretsManagerOptions {
  readonly clock: Clock;
  /** Draws the six characters that ARNs end in, and the ids of versions. */
  readonly random: Random;
  /** Rotate secrets; default there are none. */
  readonly functions?: FunctionInvoker;
}

/** An embedded model of Secrets Manager: texts by name, their versions by label, and rotation by functions. */
export class SecretsManager {
  readonly #options: SecretsManagerOptions;
  readonly #byName = new Map<string, Secret>();

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
  }

  /** Throws `ResourceExistsException` and `InvalidRequestException`. */
  createSecret({ Name: name = '', SecretString: text }: CreateSecretRequest): CreateSecretResponse {
    if (this.#byName.has(name)) throw secretExists(name);
    const secret = { name, arn: arnOf(`${name}-${this.generated(ENDING_LENGTH)}`) };
    const versions = new SecretVersions(name);
    const id = this.#options.random.uuid();
    versions.put({ id, text: given(text), createdAtMs: this.#options.clock.now() }, [CURRENT]);
    this.#byName.set(name, { ...secret, versions });
    return { ARN: secret.arn, Name: name, VersionId: id };
  }

  /** Throws `ResourceNotFoundException`, `ResourceExistsException` and `InvalidRequestException`. */
  putSecretValue(request: PutSecretValueRequest): PutSecretValueResponse {
    const { SecretId, SecretString, VersionStages = [CURRENT], ClientRequestToken } = request;
    const { name, arn, versions } = this.#find(SecretId);
    const id = ClientRequestToken ?? this.#options.random.uuid();
    const version = { id, text: given(SecretString), createdAtMs: this.#options.clock.now() };
    versions.put(version, VersionStages);
    return { ARN: arn, Name: name, VersionId: id, VersionStages: versions.labelsOf(id) };
  }

  /** Throws `ResourceNotFoundException`. */
  getSecretValue({ SecretId, VersionId, VersionStage }: GetSecretValueRequest): GetSecretValueResponse {
    const { name, arn, versions } = this.#find(SecretId);
    const { id, text, createdAtMs } = versions.find(VersionId, VersionStage);
    return {
      ...{ ARN: arn, Name: name, VersionId: id, VersionStages: versions.labelsOf(id) },
      SecretString: text,
      CreatedDate: new Date(createdAtMs),
    };
  }

  /** Throws `ResourceNotFoundException`. */
  describeSecret({ SecretId }: DescribeSecretRequest): DescribeSecretResponse {
    const { name, arn, versions, rotation } = this.#find(SecretId);
    return {
      ...{ ARN: arn, Name: name, VersionIdsToStages: versions.all },
      RotationEnabled: rotation !== undefined,
      ...(rotation && {
        RotationLambdaARN: rotation.plan.functionArn,
        RotationRules: { AutomaticallyAfterDays: rotation.plan.everyDays },
        NextRotationDate: new Date(rotation.dueAtMs),
      }),
    };
  }

  /** Throws `ResourceNotFoundException` and `InvalidParameterException`. */
  updateSecretVersionStage(request: UpdateSecretVersionStageRequest): UpdateSecretVersionStageResponse {
    const { SecretId, VersionStage = '', MoveToVersionId, RemoveFromVersionId } = request;
    const { name, arn, versions } = this.#find(SecretId);
    versions.move(VersionStage, MoveToVersionId, RemoveFromVersionId);
    return { ARN: arn, Name: name };
  }

  /** Plans rotations, the first one at once unless told otherwise. Throws as the others, and without a plan. */
  rotateSecret(request: RotateSecretRequest): RotateSecretResponse {
    const { SecretId, RotationLambdaARN, RotationRules, RotateImmediately = true } = request;
    const secret = this.#find(SecretId);
    const functionArn = RotationLambdaARN ?? secret.rotation?.plan.functionArn;
    const everyDays = RotationRules?.AutomaticallyAfterDays ?? secret.rotation?.plan.everyDays;
    if (functionArn === undefined || everyDays === undefined) {
      throw invalidRequest(
        `secret ${secret.name} has no rotation; give a function and days between rotations`,
      );
    }
    const { clock, random, functions = noFunctions } = this.#options;
    const host = { clock, functions, newId: () => random.uuid() };
    secret.rotation = new SecretRotation(host, { functionArn, everyDays }, secret);
    if (RotateImmediately) void secret.rotation.rotate();
    return { ARN: secret.arn, Name: secret.name };
  }

  /** Ends rotation; the versions stay as they are. */
  cancelRotation(id: string): void {
    this.#find(id).rotation = undefined;
  }

  /** At once, whether told to or not: nobody waits 30 days here. */
  deleteSecret({ SecretId }: DeleteSecretRequest): DeleteSecretResponse {
    const { name, arn } = this.#find(SecretId);
    this.#byName.delete(name);
    return { ARN: arn, Name: name };
  }

  /** Begins the rotations that are due. */
  tick(): void {
    for (const { rotation } of this.#byName.values()) rotation?.tick();
  }

  /** Text of so many letters and digits. */
  generated(length: number): string {
    const { random } = this.#options;
    return Array.from({ length }, () => LETTERS.charAt(random.integer(LETTERS.length))).join('');
  }

  /** By name, by ARN, or by an ARN without its last six characters. */
  #find(id = ''): Secret {
    const found = [...this.#byName.values()].find(
      ({ name, arn }) => id === name || id === arn || id === arn.slice(0, -ENDING_LENGTH - 1),
    );
    if (found === undefined) throw secretNotFound(`there is no secret ${id}; create it with CreateSecret`);
    return found;
  }
}

const ENDING_LENGTH = 6;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function arnOf(resource: string): string {
  return `arn:aws:secretsmanager:${ACCOUNT.region}:${ACCOUNT.id}:secret:${resource}`;
}

function given(text: string | undefined): string {
  if (text !== undefined) return text;
  throw invalidRequest('got no SecretString, which is all that is modelled');
}
