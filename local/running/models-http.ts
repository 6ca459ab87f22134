import { jsonResponse } from '../http/json-response.ts';
import type { HttpResponse } from '../http/loopback-server.ts';
import type { Route, RoutedRequest } from '../http/router.ts';
import { ServiceError } from '../http/service-error.ts';
import type { LocalModels } from './local-models.ts';

/** Where models are told of and asked for. */
export const MODELS_PATH = '/_local/models';

/** Says what is told of models, and takes more of it: JSON by model; see {@link LocalModels.tell}. */
export function modelRoutes(models: LocalModels): Route[] {
  return [
    ['GET', MODELS_PATH, () => jsonResponse(200, models.told)],
    ['POST', MODELS_PATH, (request) => tell(models, request)],
  ];
}

function tell(models: LocalModels, { body }: RoutedRequest): HttpResponse {
  try {
    models.tell(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      throw new ServiceError('BadRequest', 400, error.message);
    }
    throw error;
  }
  return jsonResponse(200, models.told);
}
