import type { RetrieveRequest, RetrieveResponse } from '@aws-sdk/client-bedrock-agent-runtime';
import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Random } from '../random.ts';
import { type ConverseOutcome, toModelRequest, toOutcome } from './converse.ts';
import { retrievePassages } from './knowledge-base.ts';
import { drawAnswer, type ModelAnswer, type ModelRequest } from './model-answer.ts';
import { checkModelScript, type ModelScript } from './model-script.ts';

/** Default and limit of `numberOfResults` (API reference of Retrieve). */
const DEFAULT_RESULTS = 5;
const MAX_RESULTS = 100;

export interface BedrockOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Scripts by model id or inference-profile id. */
  readonly models: Readonly<Record<string, ModelScript>>;
  /** Passages by knowledge base id. */
  readonly knowledgeBases?: Readonly<Record<string, readonly string[]>>;
}

interface Model {
  readonly script: ModelScript;
  readonly random: Random;
}

/**
 * An embedded model of Amazon Bedrock: scripted models behind Converse and fixed passages behind Retrieve. Each model
 * draws from its own stream, so requests to one do not shift another's answers. `local/BEHAVIOUR.md` is its specification.
 */
export class Bedrock {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #models: ReadonlyMap<string, Model>;
  readonly #knowledgeBases: ReadonlyMap<string, readonly string[]>;

  /** Throws `RangeError` for a script that cannot be drawn from. */
  constructor(options: BedrockOptions) {
    const { clock, random, models, knowledgeBases = {} } = options;
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#models = new Map(
      Object.entries(models).map(([id, script]) => {
        checkModelScript(id, script);
        return [id, { script, random: random.stream(id) }];
      }),
    );
    this.#knowledgeBases = new Map(Object.entries(knowledgeBases));
  }

  /** Draws how one request ends, without waiting. Throws `ResourceNotFoundException` for an unknown model. */
  answer(modelId: string, request: ModelRequest): ModelAnswer {
    const model = this.#models.get(modelId);
    if (model === undefined) {
      throw notFound(`got unknown model ${modelId}, allowed are ${[...this.#models.keys()].join(', ')}`);
    }
    return drawAnswer(model.script, request, this.#clock.now() - this.#startMs, model.random);
  }

  /** Converse, without waiting: how it ends and when. Throws `ValidationException`, `ResourceNotFoundException`. */
  converse(request: ConverseRequest): ConverseOutcome {
    const asked = toModelRequest(request);
    return toOutcome(this.answer(request.modelId ?? '', asked), asked.wantsJson);
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
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, message);
}
