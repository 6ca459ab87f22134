import type { RetrieveRequest } from '@aws-sdk/client-bedrock-agent-runtime';
import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Bedrock } from './bedrock.ts';

export interface BedrockHandlerOptions {
  /** Real milliseconds a model waits for each millisecond of drawn latency; default 1, 0 = answers at once. */
  readonly timeScale?: number;
}

const CONVERSE = /^\/model\/([^/]+)\/converse$/;
const RETRIEVE = /^\/knowledgebases\/([^/]+)\/retrieve$/;

/** Bedrock's runtime and its agents' runtime over HTTP (restJson); their paths do not overlap. */
export function bedrockHandler(engine: Bedrock, options: BedrockHandlerOptions = {}): HttpHandler {
  const { timeScale = 1 } = options;
  return async (request) => {
    const model = pathParameter(CONVERSE, request);
    if (model !== undefined) return converse(engine, model, request, timeScale);
    const knowledgeBaseId = pathParameter(RETRIEVE, request);
    if (knowledgeBaseId !== undefined) {
      // Cast: the wire's shape; the engine checks the members it uses.
      const input = parseBody(request) as Omit<RetrieveRequest, 'knowledgeBaseId'>;
      return json(engine.retrieve({ ...input, knowledgeBaseId }));
    }
    throw new ServiceError(
      'UnknownOperationException',
      404,
      `got ${request.method} ${request.path}, allowed are POST .../converse and POST .../retrieve; others are not modelled`,
    );
  };
}

async function converse(
  engine: Bedrock,
  modelId: string,
  request: HttpRequest,
  timeScale: number,
): Promise<HttpResponse> {
  // Cast: the wire's shape; the engine checks the members it uses.
  const input = parseBody(request) as Omit<ConverseRequest, 'modelId'>;
  const outcome = engine.converse({ ...input, modelId });
  await wait(outcome.latencyMs * timeScale);
  if ('error' in outcome) throw outcome.error;
  return json(outcome.response);
}

function pathParameter(pattern: RegExp, request: HttpRequest): string | undefined {
  const raw = request.method === 'POST' ? pattern.exec(request.path)?.[1] : undefined;
  return raw === undefined ? undefined : decodeURIComponent(raw);
}

function parseBody(request: HttpRequest): unknown {
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Answered below, like a body of another type.
  }
  throw new ServiceError('ValidationException', 400, 'got a body that is not a JSON object; send one');
}

function json(value: unknown): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The timer keeps no process alive: a model that times out is waited for by nobody. */
function wait(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
