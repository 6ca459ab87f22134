import type { Clock } from '../clock.ts';
import { type HttpHandler, type HttpResponse, serviceErrorResponse } from './loopback-server.ts';
import { ServiceError } from './service-error.ts';

/**
 * Where virtual time is hours ahead or runs fast, the SDK takes every error for one of a wrong clock, corrects its own, and
 * tries again, seven times over 45 seconds. Of an answer with an age it knows that the date is not today's.
 */
const AS_IF_CACHED = { age: '0' };

/**
 * Every answer, errors included, with a `date` by the given clock: clients of the SDK take the time of their service from
 * there. `failed` is told of errors that are no service's, before they are answered with a 500.
 */
export function dated(handle: HttpHandler, clock: Clock, failed: (error: unknown) => void): HttpHandler {
  return async (request) => {
    const response = await answered(handle, failed)(request);
    const date = new Date(clock.now()).toUTCString();
    const isError = response.status >= 400;
    return { ...response, headers: { date, ...(isError && AS_IF_CACHED), ...response.headers } };
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
