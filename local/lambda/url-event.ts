import type { HttpRequest } from '../http/loopback-server.ts';
import type { FunctionUrl } from './function-urls.ts';

/** What an event says besides the request. */
export interface UrlEventFacts {
  readonly url: FunctionUrl;
  /** Path behind the function's address, with a slash in front. */
  readonly path: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** Content types whose bodies reach a function as text; others in base64. AWS does not list them. */
const TEXT = /^(text\/|application\/(?:[\w.-]+\+)?(?:json|xml)\b|application\/javascript)/i;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A request to a function's address as the event that the function gets: payload format 2.0. */
export function urlEvent(
  request: HttpRequest,
  { url, path, requestId, nowMs }: UrlEventFacts,
): Record<string, unknown> {
  const { method, headers, query, body } = request;
  const { cookie, ...others } = headers;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query.toString(),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: others,
    ...(query.size > 0 && { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: 'anonymous',
      apiId: url.id,
      domainName: headers.host ?? '',
      domainPrefix: url.id,
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: logTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(body.length > 0 && bodyOf(body, headers['content-type'])),
    isBase64Encoded: body.length > 0 && !TEXT.test(headers['content-type'] ?? ''),
  };
}

function bodyOf(body: Buffer, contentType = ''): { readonly body: string } {
  return { body: body.toString(TEXT.test(contentType) ? 'utf8' : 'base64') };
}

/** Values of one name are joined by commas. */
function joined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));
}

/** As web servers log it: `12/Mar/2026:19:03:58 +0000`. */
function logTime(ms: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(ms).toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
