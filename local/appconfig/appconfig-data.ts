import type {
  GetLatestConfigurationRequest,
  GetLatestConfigurationResponse,
  InvalidParameterProblem,
  StartConfigurationSessionRequest,
  StartConfigurationSessionResponse,
} from '@aws-sdk/client-appconfigdata';
import { type Clock, MINUTE_MS } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { DeployedConfigurations, DeployedVersion } from './deployed.ts';
import { notFound } from './errors.ts';
import { definitionOf } from './feature-flags/checked-definition.ts';
import { retrievalFormat } from './feature-flags/retrieval-format.ts';
import { IdGenerator } from './id-generator.ts';
import { inRange, required } from './input.ts';
import { targetDraw, versionFor } from './target.ts';

export interface AppConfigDataOptions {
  readonly clock: Clock;
  readonly source: DeployedConfigurations;
  /** Seed of sessions and tokens, and so of which sessions a step reaches; default 1. */
  readonly seed?: number;
}

/** One client's session: the target that a gradual deployment reaches or not. */
interface Session {
  readonly id: string;
  /** Application, environment, profile. */
  readonly of: readonly [string, string, string];
  readonly requiredIntervalS: number | undefined;
  polledAtMs: number | undefined;
  held: DeployedVersion | undefined;
}

interface Token {
  readonly session: Session;
  readonly issuedAtMs: number;
}

const TOKEN_LIFE_MS = 24 * 60 * MINUTE_MS;
const DEFAULT_POLL_INTERVAL_S = 60;

/** The data plane of AWS AppConfig (`appconfigdata`): sessions, single-use tokens, an empty body when nothing changed. */
export class AppConfigData {
  readonly #clock: Clock;
  readonly #source: DeployedConfigurations;
  readonly #ids: IdGenerator;
  readonly #tokens = new Map<string, Token>();

  constructor({ clock, source, seed = 1 }: AppConfigDataOptions) {
    this.#clock = clock;
    this.#source = source;
    this.#ids = new IdGenerator(seed);
  }

  /** Identifiers are ids or names. Throws `ResourceNotFoundException` for what is unknown or not deployed. */
  startConfigurationSession(input: StartConfigurationSessionRequest): StartConfigurationSessionResponse {
    const interval = input.RequiredMinimumPollIntervalInSeconds;
    if (interval !== undefined) {
      inRange(interval, { member: 'RequiredMinimumPollIntervalInSeconds', min: 15, max: 86_400 });
    }
    const session: Session = {
      id: this.#ids.next(),
      of: [
        required(input.ApplicationIdentifier, 'ApplicationIdentifier'),
        required(input.EnvironmentIdentifier, 'EnvironmentIdentifier'),
        required(input.ConfigurationProfileIdentifier, 'ConfigurationProfileIdentifier'),
      ],
      requiredIntervalS: interval,
      polledAtMs: undefined,
      held: undefined,
    };
    this.#source.deployed(...session.of);
    return { InitialConfigurationToken: this.#issue(session) };
  }

  /**
   * The session's version, without its bytes and label when the client holds it already. The token is spent, except by
   * a call that fails with `PollIntervalNotSatisfied` or `ResourceNotFoundException`.
   */
  getLatestConfiguration(input: GetLatestConfigurationRequest): GetLatestConfigurationResponse {
    const token = required(input.ConfigurationToken, 'ConfigurationToken');
    const session = this.#redeem(token);
    const deployed = this.#source.deployed(...session.of);
    const version = versionFor(deployed, () => targetDraw(deployed, session.id));
    if (version === undefined) throw notFound('Deployment', session.of.join('/'));
    const changed = version.content !== session.held?.content;
    this.#tokens.delete(token);
    session.polledAtMs = this.#clock.now();
    session.held = version;
    const { content, contentType } =
      deployed.featureFlags === undefined ? version : retrievalFormat(definitionOf(version.content));
    return {
      NextPollConfigurationToken: this.#issue(session),
      NextPollIntervalInSeconds: session.requiredIntervalS ?? DEFAULT_POLL_INTERVAL_S,
      ContentType: contentType,
      Configuration: changed ? content : new Uint8Array(),
      ...(changed && version.label !== undefined ? { VersionLabel: version.label } : {}),
    };
  }

  #redeem(token: string): Session {
    const known = this.#tokens.get(token);
    if (known === undefined) throw badToken('Corrupted', 'was not given by this service, or was used before');
    const { session, issuedAtMs } = known;
    const now = this.#clock.now();
    if (now - issuedAtMs > TOKEN_LIFE_MS) throw badToken('Expired', 'is older than 24 hours');
    const { requiredIntervalS = 0, polledAtMs } = session;
    if (polledAtMs !== undefined && now - polledAtMs < requiredIntervalS * 1000) {
      throw badToken('PollIntervalNotSatisfied', `was used within ${requiredIntervalS} seconds`);
    }
    return session;
  }

  #issue(session: Session): string {
    const token = `${this.#ids.next()}${this.#ids.next()}${this.#ids.next()}`;
    this.#tokens.set(token, { session, issuedAtMs: this.#clock.now() });
    return token;
  }
}

function badToken(problem: InvalidParameterProblem, what: string): ServiceError {
  return new ServiceError('BadRequestException', 400, `the configuration token ${what}; use the newest one`, {
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem: problem } } },
  });
}
