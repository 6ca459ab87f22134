import type { HttpHandler, HttpRequest, HttpResponse } from './loopback-server.ts';
import { ServiceError } from './service-error.ts';

/** A request and what its path said for each `{Name}` of the route's pattern, percent-decoded. */
export interface RoutedRequest extends HttpRequest {
  readonly params: Readonly<Record<string, string>>;
}

/** One operation: method, path pattern such as `/applications/{ApplicationId}`, and what answers it. */
export type Route = readonly [
  method: string,
  pattern: string,
  handle: (request: RoutedRequest) => HttpResponse | Promise<HttpResponse>,
];

/** Serves the first route that fits; no route is a 404 `UnknownOperationException` that names what was asked. */
export function routed(routes: readonly Route[]): HttpHandler {
  const compiled = routes.map(([method, pattern, handle]) => ({ method, path: expression(pattern), handle }));
  return (request) => {
    for (const { method, path, handle } of compiled) {
      const match = method === request.method ? path.exec(request.path) : null;
      if (match !== null) return handle({ ...request, params: decoded(match.groups ?? {}) });
    }
    throw new ServiceError(
      'UnknownOperationException',
      404,
      `got ${request.method} ${request.path}, which is not modelled; local/BEHAVIOUR.md names what is`,
    );
  };
}

function expression(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}

function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
