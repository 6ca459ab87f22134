import type { Clock } from '../clock.ts';
import { type HttpHandler, type HttpResponse, serviceErrorResponse } from './loopback-server.ts';
import { ServiceError } from './service-error.ts';

/**
 * Every answer, errors included, with a `date` by the given clock: clients of the SDK take the time of their service from
 * there. `failed` is told of errors that are no service's, before they are answered with a 500.
 */
export function dated(handle: HttpHandler, clock: Clock, failed: (error: unknown) => void): HttpHandler {
  return async (request) => {
    const response = await answered(handle, failed)(request);
    const date = new Date(clock.now()).toUTCString();
    return { ...response, headers: { date, ...response.headers } };
  };
}

function answered(handle: HttpHandler, failed: (error: unknown) => void): HttpHandler {
  return async (request): Promise<HttpResponse> => {
    try {
      return await handle(request);
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      failed(error);
      return { status: 500, body: `internal error in the local endpoint: ${String(error)}` };
    }
  };
}
