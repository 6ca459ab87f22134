import type { RetrieveRequest, RetrieveResponse } from '@aws-sdk/client-bedrock-agent-runtime';
import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Random } from '../random.ts';
import { type ConverseOutcome, toModelRequest, toOutcome } from './converse.ts';
import { retrievePassages } from './knowledge-base.ts';
import { drawAnswer, type ModelAnswer, type ModelRequest } from './model-answer.ts';
import { checkModelScript, type ModelScript } from './model-script.ts';
import { withJudgement } from './scripted-judge.ts';

/** Default and limit of `numberOfResults` (API reference of Retrieve). */
const DEFAULT_RESULTS = 5;
const MAX_RESULTS = 100;

export interface BedrockOptions {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Scripts by model id or inference-profile id; or whoever knows them, asked at every request, and not checked: its
   * scripts may change, and it answers `undefined` for a model that there is not.
   */
  readonly models: Readonly<Record<string, ModelScript>> | ScriptLookup;
  /** Passages by knowledge base id. */
  readonly knowledgeBases?: Readonly<Record<string, readonly string[]>>;
}

/** Says a model's script, by model id or inference-profile id. */
export type ScriptLookup = (modelId: string) => ModelScript | undefined;

/**
 * An embedded model of Amazon Bedrock: scripted models behind Converse and fixed passages behind Retrieve. Each model
 * draws from its own stream, so requests to one do not shift another's answers. `local/BEHAVIOUR.md` is its specification.
 */
export class Bedrock {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #scriptOf: ScriptLookup;
  readonly #random: Random;
  readonly #streams = new Map<string, Random>();
  readonly #knowledgeBases: ReadonlyMap<string, readonly string[]>;

  /** Throws `RangeError` for a script that cannot be drawn from. */
  constructor(options: BedrockOptions) {
    const { clock, random, models, knowledgeBases = {} } = options;
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#random = random;
    this.#scriptOf = typeof models === 'function' ? models : checked(models);
    this.#knowledgeBases = new Map(Object.entries(knowledgeBases));
  }

  /** Draws how one request ends, without waiting. Throws `ResourceNotFoundException` for an unknown model. */
  answer(modelId: string, request: ModelRequest): ModelAnswer {
    const script = this.#scriptOf(modelId);
    if (script === undefined) throw notFound(`got unknown model ${modelId}; use one that has a script`);
    return drawAnswer(script, request, this.#clock.now() - this.#startMs, this.#streamOf(modelId));
  }

  /** Converse, without waiting: how it ends and when. Whoever is asked to judge, judges. Throws `ValidationException`, `ResourceNotFoundException`. */
  converse(request: ConverseRequest): ConverseOutcome {
    const asked = toModelRequest(request);
    const outcome = toOutcome(this.answer(request.modelId ?? '', asked), asked.wantsJson);
    return withJudgement(outcome, request);
  }

  /** Retrieve from a knowledge base. Throws `ValidationException`, `ResourceNotFoundException`. */
  retrieve(request: RetrieveRequest): RetrieveResponse {
    const passages = this.#knowledgeBases.get(request.knowledgeBaseId ?? '');
    if (passages === undefined) {
      throw notFound(
        `got unknown knowledge base ${request.knowledgeBaseId}, allowed are ${[...this.#knowledgeBases.keys()].join(', ')}`,
      );
    }
    const query = request.retrievalQuery?.text;
    const count =
      request.retrievalConfiguration?.vectorSearchConfiguration?.numberOfResults ?? DEFAULT_RESULTS;
    if (!query || !Number.isInteger(count) || count < 1 || count > MAX_RESULTS) {
      throw new ServiceError(
        'ValidationException',
        400,
        `got a query of ${query?.length ?? 0} characters and numberOfResults ${count}, allowed are a text and 1 to ${MAX_RESULTS}`,
      );
    }
    return { retrievalResults: retrievePassages(passages, query, count) };
  }

  #streamOf(modelId: string): Random {
    const stream = this.#streams.get(modelId) ?? this.#random.stream(modelId);
    this.#streams.set(modelId, stream);
    return stream;
  }
}

function checked(models: Readonly<Record<string, ModelScript>>): ScriptLookup {
  const scripts = new Map(Object.entries(models));
  for (const [id, script] of scripts) checkModelScript(id, script);
  return (id) => scripts.get(id);
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, message);
}
