import type { RetrieveRequest } from '@aws-sdk/client-bedrock-agent-runtime';
import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import { jsonResponse } from '../http/json-response.ts';
import type { HttpHandler, HttpResponse } from '../http/loopback-server.ts';
import { type RoutedRequest, routed } from '../http/router.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Bedrock } from './bedrock.ts';

export interface BedrockHandlerOptions {
  /** Real milliseconds a model waits for each millisecond of drawn latency; default 1, 0 = answers at once. */
  readonly timeScale?: number;
}

/** Bedrock's runtime and its agents' runtime over HTTP (restJson); their paths do not overlap. */
export function bedrockHandler(engine: Bedrock, options: BedrockHandlerOptions = {}): HttpHandler {
  const { timeScale = 1 } = options;
  return routed([
    ['POST', '/model/{modelId}/converse', (request) => converse(engine, request, timeScale)],
    ['POST', '/knowledgebases/{knowledgeBaseId}/retrieve', (request) => retrieve(engine, request)],
  ]);
}

async function converse(engine: Bedrock, request: RoutedRequest, timeScale: number): Promise<HttpResponse> {
  const outcome = engine.converse(inputOf<ConverseRequest>(request));
  await wait(outcome.latencyMs * timeScale);
  if ('error' in outcome) throw outcome.error;
  return jsonResponse(200, outcome.response);
}

function retrieve(engine: Bedrock, request: RoutedRequest): HttpResponse {
  return jsonResponse(200, engine.retrieve(inputOf<RetrieveRequest>(request)));
}

/** Body and path together. The cast names the wire's shape; the engine checks the members it uses. */
function inputOf<Input>(request: RoutedRequest): Input {
  return { ...parseBody(request), ...request.params } as Input;
}

function parseBody(request: RoutedRequest): object {
  try {
    const parsed: unknown = JSON.parse(request.body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Answered below, like a body of another type.
  }
  throw new ServiceError('ValidationException', 400, 'got a body that is not a JSON object; send one');
}

/** The timer keeps no process alive: a model that times out is waited for by nobody. */
function wait(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
