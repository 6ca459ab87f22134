import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import type { Clock } from '../clock.ts';
import { type AgentAddress, AgentClient, AgentRefusal } from '../flags/agent-client.ts';
import type { Freshness } from '../flags/configuration-store.ts';
import { entityId } from '../flags/entity-id.ts';
import { unitOf } from '../openfeature/flag-context.ts';
import { RolloutError, type RolloutErrorCode } from '../rollout-error.ts';
import { contextHeader } from './context-header.ts';
import { type FlagAnswer, flagAnswer, lacksFlag } from './flag-answer.ts';
import { KeptAnswers } from './kept-answers.ts';

/** What is known of a flag for one user, and how far to trust it. */
export interface ReadFlag {
  /** Absent where the profile has no such flag, and where there has been no good answer yet. */
  readonly answer?: FlagAnswer;
  /** Of the flags that were served; absent where there has been no good answer yet. */
  readonly version?: string;
  readonly freshness: Freshness;
  /** Absent exactly when `fresh`. */
  readonly problem?: RolloutErrorCode;
  /** Attributes that the agent could not be told. */
  readonly unsent: number;
}

export interface FeatureFlagReaderOptions extends AgentAddress {
  readonly clock: Clock;
  /** How long an agent that failed is left alone, so that a hanging one costs one time-out a second; default 1000. */
  readonly retryAfterMs?: number;
}

/** All that the agent is told of one user. */
interface Question {
  readonly flag: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The headers as one text. */
  readonly text: string;
  readonly unsent: number;
}

const DEFAULT_RETRY_AFTER_MS = 1000;

/** Asks the agent for feature flags, one at a time as experiments require, and keeps the last good answers. */
export class FeatureFlagReader {
  readonly #agent: AgentClient;
  readonly #clock: Clock;
  readonly #retryAfterMs: number;
  readonly #kept = new KeptAnswers();
  /** Flags that the profile was found without, until when that is taken for granted. */
  readonly #missing = new Map<string, { readonly untilMs: number; readonly version: string }>();
  #pause: { readonly untilMs: number; readonly problem: RolloutErrorCode } | undefined;

  constructor(options: FeatureFlagReaderOptions) {
    this.#agent = new AgentClient(options);
    this.#clock = options.clock;
    this.#retryAfterMs = options.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS;
  }

  /** Never rejects. */
  async read(flag: string, context: EvaluationContext): Promise<ReadFlag> {
    const question = questionOf(flag, context);
    const { unsent } = question;
    const nowMs = this.#clock.now();
    if (this.#pause !== undefined && nowMs < this.#pause.untilMs) {
      return this.#fallback(question, this.#pause.problem);
    }
    const missing = this.#missing.get(flag);
    if (missing !== undefined && nowMs < missing.untilMs) {
      return { version: missing.version, freshness: 'fresh', unsent };
    }
    try {
      return await this.#ask(question);
    } catch (error) {
      const problem = error instanceof RolloutError ? error.code : 'flag-source-failed';
      if (!isOfQuestion(error)) this.#pause = { untilMs: this.#clock.now() + this.#retryAfterMs, problem };
      return this.#fallback(question, problem);
    }
  }

  async #ask(question: Question): Promise<ReadFlag> {
    const { flag, headers, text, unsent } = question;
    const query = `?flag=${encodeURIComponent(flag)}`;
    const answered = await this.#agent
      .get(headers, query)
      .catch((error: unknown) => this.#refused(error, question));
    this.#pause = undefined;
    if (typeof answered === 'string') return { version: answered, freshness: 'fresh', unsent };
    const answer = flagAnswer(answered.bytes);
    if (answer === undefined) return this.#fallback(question, 'document-refused');
    const { version } = answered;
    this.#missing.delete(flag);
    this.#kept.keep(flag, text, { answer, version });
    return { answer, version, freshness: 'fresh', unsent };
  }

  /**
   * The agent refuses a flag that a profile does not have as it refuses a profile that is not there. The whole profile
   * tells the two apart: the version of one without the flag, else the refusal again.
   */
  async #refused(error: unknown, { flag, headers }: Question): Promise<string> {
    if (!(error instanceof AgentRefusal) || (error.status !== 404 && error.status !== 400)) throw error;
    const { bytes, version } = await this.#agent.get(headers);
    if (!lacksFlag(bytes, flag)) throw error;
    this.#missing.set(flag, { untilMs: this.#clock.now() + this.#retryAfterMs, version });
    return version;
  }

  #fallback({ flag, text, unsent }: Question, problem: RolloutErrorCode): ReadFlag {
    const kept = this.#kept.find(flag, text);
    return kept === undefined
      ? { freshness: 'default', problem, unsent }
      : { ...kept, freshness: 'stale', problem, unsent };
  }
}

/** Statuses that say of the question that it cannot be answered: too long, or malformed. */
const OF_QUESTION: readonly number[] = [400, 413, 414, 431];

/** Whether the agent works, and only refuses what it was told of one user. */
function isOfQuestion(error: unknown): boolean {
  return error instanceof AgentRefusal && OF_QUESTION.includes(error.status);
}

/** The unit goes as a hash, for the agent writes it into the log of assignments; rules see the context as it is. */
function questionOf(flag: string, context: EvaluationContext): Question {
  const { values, unsent } = contextHeader(context);
  const unit = unitOf(context);
  const entity = unit === '' ? undefined : entityId(unit);
  return {
    flag,
    headers: {
      ...(values.length > 0 && { context: [...values] }),
      ...(entity !== undefined && { 'entity-id': entity }),
    },
    text: [entity, ...values].join('\n'),
    unsent,
  };
}
