import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { jsonResponse } from '../http/json-response.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/loopback-server.ts';
import { type RoutedRequest, routed } from '../http/router.ts';
import { ServiceError } from '../http/service-error.ts';
import type { LambdaFunctions } from './lambda-functions.ts';
import { urlEvent } from './url-event.ts';
import { BAD_GATEWAY, urlResponse } from './url-response.ts';

const FUNCTIONS = '/2015-03-31/functions';

/** Where functions have their own addresses: `/lambda-url/ID/…`. */
export const URL_PATH = /^\/lambda-url\/([^/]+)(\/.*)?$/;

/** Lambda's limits on an event, bytes: with an answer, and without. */
const LONGEST_EVENT_BYTES = 6_291_456;
const LONGEST_ASYNC_EVENT_BYTES = 1_048_576;

/** How much of what was printed a caller may ask for, bytes. */
const LOG_TAIL_BYTES = 4096;

const FORBIDDEN = jsonResponse(403, { Message: 'Forbidden' });

/** Lambda over HTTP: invocations as the SDK sends them (restJson1), functions to look at, and functions' own addresses. */
export function lambdaHandler(functions: LambdaFunctions, clock: Clock): HttpHandler {
  const api = routed([
    ['POST', `${FUNCTIONS}/{FunctionName}/invocations`, (request) => invocation(functions, request)],
    ['GET', `${FUNCTIONS}/{FunctionName}`, ({ params }) => described(functions, params.FunctionName)],
    ['GET', FUNCTIONS, () => jsonResponse(200, { Functions: functions.list() })],
  ]);
  return (request) => (URL_PATH.test(request.path) ? addressed(functions, clock, request) : api(request));
}

function described(functions: LambdaFunctions, name = ''): HttpResponse {
  return jsonResponse(200, { Configuration: functions.get(name) });
}

function invocation(
  functions: LambdaFunctions,
  request: RoutedRequest,
): HttpResponse | Promise<HttpResponse> {
  const name = request.params.FunctionName ?? '';
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const payload = eventIn(request.body, type === 'Event' ? LONGEST_ASYNC_EVENT_BYTES : LONGEST_EVENT_BYTES);
  switch (type) {
    case 'RequestResponse':
      return answered(functions, { name, payload, withLog: request.headers['x-amz-log-type'] === 'Tail' });
    case 'Event':
      functions.invokeAsync(name, payload);
      return { status: 202 };
    case 'DryRun':
      functions.get(name);
      return { status: 204 };
    default:
      throw new ServiceError(
        'InvalidParameterValueException',
        400,
        `got InvocationType ${type}, allowed are RequestResponse, Event and DryRun`,
      );
  }
}

interface Call {
  readonly name: string;
  readonly payload: string;
  readonly withLog: boolean;
}

async function answered(functions: LambdaFunctions, call: Call): Promise<HttpResponse> {
  const { payload, printed, error } = await functions.invokeRaw(call.name, call.payload);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(error && { 'x-amz-function-error': 'Unhandled' }),
      ...(call.withLog && { 'x-amz-log-result': tailOf(printed) }),
    },
    body: payload,
  };
}

function tailOf(printed: readonly string[]): string {
  const log = Buffer.from(printed.map((line) => `${line}\n`).join(''));
  return log.subarray(-LOG_TAIL_BYTES).toString('base64');
}

/** No event is an empty one. */
function eventIn(body: Buffer, mostBytes: number): string {
  if (body.length > mostBytes) {
    throw new ServiceError(
      'RequestTooLargeException',
      413,
      `got ${body.length} bytes, allowed are ${mostBytes}; send less`,
      { Type: 'User' },
    );
  }
  const payload = body.length === 0 ? '{}' : body.toString();
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      400,
      'got a payload that is not JSON; send JSON',
      {
        Type: 'User',
      },
    );
  }
}

async function addressed(
  functions: LambdaFunctions,
  clock: Clock,
  request: HttpRequest,
): Promise<HttpResponse> {
  const [, id = '', path = '/'] = URL_PATH.exec(request.path) ?? [];
  const url = functions.findUrl(id);
  if (url === undefined) return jsonResponse(404, { Message: null });
  if (url.authType === 'AWS_IAM' && !isSigned(request)) return FORBIDDEN;
  const requestId = randomUUID();
  const event = JSON.stringify(urlEvent(request, { url, path, requestId, nowMs: clock.now() }));
  const { payload, error } = await functions.invokeRaw(url.functionName, event, requestId);
  return error ? BAD_GATEWAY : urlResponse(payload);
}

/** Whether there is a signature: which one is not looked at. */
function isSigned({ headers, query }: HttpRequest): boolean {
  return headers.authorization?.startsWith('AWS4-') === true || query.has('X-Amz-Signature');
}
