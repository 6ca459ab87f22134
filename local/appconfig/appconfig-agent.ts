import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import {
  type AnswerTerms,
  CachedConfiguration,
  type ConfigurationPath,
  parseConfigurationPath,
} from './agent-cache.ts';
import {
  type AgentAnswer,
  type AgentFault,
  type AgentReply,
  broken,
  errorAnswer,
  type Reach,
  UNREACHED,
} from './agent-reply.ts';
import type { DeployedConfigurations } from './deployed.ts';
import {
  DEFAULT_FEATURE_FLAG_BEHAVIOUR,
  type FeatureFlagBehaviour,
} from './feature-flags/feature-flag-behaviour.ts';
import { contextOf } from './feature-flags/flag-answer.ts';

export interface AppConfigAgentOptions {
  readonly clock: Clock;
  readonly source: DeployedConfigurations;
  /** Names this execution environment: without `Entity-Id` it is the target of a gradual deployment. Default `agent`. */
  readonly session?: string;
  /** A cached configuration older than this is polled by the next request; default 45,000 as in the agent. */
  readonly pollIntervalMs?: number;
  /** Configurations fetched at once: paths, or `Application:Environment:Profile`. A failure is left to the first request. */
  readonly prefetch?: readonly string[];
  /** Whether answers carry `Configuration-Version`; default true. */
  readonly versionHeader?: boolean;
  /** Switches of feature flags that differ from {@link DEFAULT_FEATURE_FLAG_BEHAVIOUR}. */
  readonly flagBehaviour?: Partial<FeatureFlagBehaviour>;
  /** Where assignments of experiments are written, one JSON record a line; default: nowhere, as in the agent. */
  readonly assignmentLog?: (line: string) => void;
  /** The way to AppConfig, asked at each poll; default `up`. */
  readonly reach?: () => Reach;
  /** What is wrong with the agent itself, asked at each request; default nothing. */
  readonly fault?: () => AgentFault | undefined;
}

const LONGEST_ENTITY_BYTES = 2048;
const PONG: AgentAnswer = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from('ok'),
};

/**
 * The AppConfig agent of one execution environment (Lambda extension on port 2772): its own cache, polled only when a
 * request finds it too old. `local/BEHAVIOUR.md`, "Agent", is its specification.
 */
export class AppConfigAgent {
  readonly #clock: Clock;
  readonly #source: DeployedConfigurations;
  readonly #session: string;
  readonly #pollIntervalMs: number;
  readonly #terms: AnswerTerms;
  readonly #reach: () => Reach;
  readonly #fault: () => AgentFault | undefined;
  readonly #cache = new Map<string, CachedConfiguration>();
  readonly #paths = new Map<string, ConfigurationPath>();

  constructor(options: AppConfigAgentOptions) {
    this.#clock = options.clock;
    this.#source = options.source;
    this.#session = options.session ?? 'agent';
    this.#pollIntervalMs = options.pollIntervalMs ?? 45_000;
    this.#terms = {
      clock: options.clock,
      versionHeader: options.versionHeader ?? true,
      behaviour: { ...DEFAULT_FEATURE_FLAG_BEHAVIOUR, ...options.flagBehaviour },
      assignmentLog: options.assignmentLog ?? (() => {}),
    };
    this.#reach = options.reach ?? (() => 'up');
    this.#fault = options.fault ?? (() => undefined);
    for (const path of options.prefetch ?? []) this.#configuration(path);
  }

  /** Answers a `GET`; header names in lower case. Never throws: what goes wrong is a status or a broken connection. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): AgentReply {
    const fault = this.#fault();
    return fault === undefined
      ? this.#answer(path, headers)
      : broken(() => this.#answer(path, headers), fault);
  }

  #answer(path: string, headers: Readonly<Record<string, string>>): AgentAnswer {
    if (path === '/ping') return PONG;
    const entity = headers['entity-id'];
    if (entity !== undefined && Buffer.byteLength(entity) > LONGEST_ENTITY_BYTES) {
      return errorAnswer(400, `BadRequestException: Entity-Id is longer than ${LONGEST_ENTITY_BYTES} bytes`);
    }
    const cached = this.#configuration(path);
    if (!(cached instanceof CachedConfiguration)) return cached;
    const flags = new URLSearchParams(path.split('?')[1]).getAll('flag');
    const question = { flags, context: contextOf(headers.context), entity };
    return cached.answerFor(entity ?? this.#session, question);
  }

  /** The cached configuration, polled when it is due; an error answer when there is none to fall back on. */
  #configuration(path: string): CachedConfiguration | AgentAnswer {
    const where = this.#pathOf(path);
    if (where === undefined) return errorAnswer(400, 'BadRequestException: not the path of a configuration');
    const key = `${where.application}:${where.environment}:${where.profile}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && this.#clock.now() - cached.polledAtMs < this.#pollIntervalMs) return cached;
    return this.#poll(key, where, cached);
  }

  #poll(
    key: string,
    { application, environment, profile }: ConfigurationPath,
    cached: CachedConfiguration | undefined,
  ): CachedConfiguration | AgentAnswer {
    const now = this.#clock.now();
    // A failed poll is not repeated before the next interval.
    if (cached !== undefined) cached.polledAtMs = now;
    const reach = this.#reach();
    if (reach !== 'up') return cached ?? UNREACHED[reach];
    try {
      const deployed = this.#source.deployed(application, environment, profile);
      cached?.update(deployed);
      const current = cached ?? new CachedConfiguration(deployed, now, this.#terms);
      this.#cache.set(key, current);
      return current;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return cached ?? errorAnswer(error.status, `${error.name}: ${error.message}`);
    }
  }

  #pathOf(path: string): ConfigurationPath | undefined {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    const where = parseConfigurationPath(path);
    if (where !== undefined) this.#paths.set(path, where);
    return where;
  }
}
