import type {
  CreateSecretRequest,
  CreateSecretResponse,
  GetSecretValueRequest,
  GetSecretValueResponse,
  PutSecretValueRequest,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Random } from '../random.ts';

interface Version {
  readonly id: string;
  readonly text: string;
  readonly createdAtMs: number;
}

interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly current: Version;
  readonly previous?: Version;
}

export interface SecretsManagerOptions {
  readonly clock: Clock;
  /** Draws the six characters that ARNs end in, and the ids of versions. */
  readonly random: Random;
}

/** An embedded model of Secrets Manager: texts by name, of which there is the current one and the one before. */
export class SecretsManager {
  readonly #options: SecretsManagerOptions;
  readonly #byName = new Map<string, Secret>();

  constructor(options: SecretsManagerOptions) {
    this.#options = options;
  }

  /** Throws `ResourceExistsException` and `InvalidRequestException`. */
  createSecret({ Name: name = '', SecretString: text }: CreateSecretRequest): CreateSecretResponse {
    if (this.#byName.has(name)) throw exists(name);
    const current = this.#version(text);
    const arn = `arn:aws:secretsmanager:${ACCOUNT.region}:${ACCOUNT.id}:secret:${name}-${this.#ending()}`;
    this.#byName.set(name, { name, arn, current });
    return { ARN: arn, Name: name, VersionId: current.id };
  }

  /** Throws `ResourceNotFoundException` and `InvalidRequestException`. */
  putSecretValue({ SecretId, SecretString: text }: PutSecretValueRequest): PutSecretValueResponse {
    const { name, arn, current: previous } = this.#find(SecretId);
    const current = this.#version(text);
    this.#byName.set(name, { name, arn, current, previous });
    return { ARN: arn, Name: name, VersionId: current.id, VersionStages: [CURRENT] };
  }

  /** Throws `ResourceNotFoundException`. */
  getSecretValue({ SecretId, VersionStage: stage = CURRENT }: GetSecretValueRequest): GetSecretValueResponse {
    const { name, arn, ...versions } = this.#find(SecretId);
    const version = { [CURRENT]: versions.current, [PREVIOUS]: versions.previous }[stage];
    if (version === undefined) {
      throw notFound(`secret ${name} has no version ${JSON.stringify(stage)}; use ${CURRENT}`);
    }
    return {
      ARN: arn,
      Name: name,
      VersionId: version.id,
      VersionStages: [stage],
      SecretString: version.text,
      CreatedDate: new Date(version.createdAtMs),
    };
  }

  /** By name, by ARN, or by an ARN without its last six characters. */
  #find(id = ''): Secret {
    const found = [...this.#byName.values()].find(
      ({ name, arn }) => id === name || id === arn || id === arn.slice(0, -ENDING_LENGTH - 1),
    );
    if (found === undefined) throw notFound(`there is no secret ${id}; create it with CreateSecret`);
    return found;
  }

  #version(text: string | undefined): Version {
    if (text === undefined) {
      throw new ServiceError(
        'InvalidRequestException',
        400,
        'got no SecretString, which is all that is modelled',
      );
    }
    return { id: this.#versionId(), text, createdAtMs: this.#options.clock.now() };
  }

  /** In the form of a UUID. */
  #versionId(): string {
    const hex = (digits: number) => this.#drawn(digits, HEX);
    return [hex(8), hex(4), hex(4), hex(4), hex(12)].join('-');
  }

  #ending(): string {
    return this.#drawn(ENDING_LENGTH, LETTERS);
  }

  #drawn(length: number, from: string): string {
    const { random } = this.#options;
    return Array.from({ length }, () => from.charAt(random.integer(from.length))).join('');
  }
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const ENDING_LENGTH = 6;
const HEX = '0123456789abcdef';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function exists(name: string): ServiceError {
  const message = `there is a secret ${name} already; change it with PutSecretValue`;
  return new ServiceError('ResourceExistsException', 400, message);
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 400, message);
}
