import type { HttpHandler, HttpRequest, HttpResponse } from './loopback-server.ts';
import { ServiceError } from './service-error.ts';
import { signedService } from './signed-service.ts';
import { xmlDocument } from './xml.ts';

/**
 * Several services at one address, by the name that their requests are signed for: as one `AWS_ENDPOINT_URL` wants it.
 * Signatures are not verified. A service that is not there is a 501 that names it and the operation; a request without a
 * signature is a 403.
 */
export function byService(services: Readonly<Record<string, HttpHandler>>): HttpHandler {
  return (request) => {
    const name = signedService(request);
    if (name === undefined) {
      throw new ServiceError(
        'MissingAuthenticationTokenException',
        403,
        `got ${request.method} ${request.path} without a signature; send it with a client of AWS, any credentials do`,
      );
    }
    const handle = Object.hasOwn(services, name) ? services[name] : undefined;
    return handle === undefined ? unknownService(name, request, Object.keys(services)) : handle(request);
  };
}

/** In XML where a form was sent: clients of awsQuery read nothing else. */
function unknownService(name: string, request: HttpRequest, known: readonly string[]): HttpResponse {
  const operation = operationOf(request);
  const message = `got ${operation} of ${name}, a service that is not modelled; there are ${known.join(', ')}`;
  const code = 'UnknownOperationException';
  if (!isForm(request)) throw new ServiceError(code, 501, message);
  const body = xmlDocument('ErrorResponse', { Error: { Type: 'Receiver', Code: code, Message: message } });
  return { status: 501, headers: { 'content-type': 'text/xml' }, body };
}

function operationOf(request: HttpRequest): string {
  const { method, path, headers, body } = request;
  const action = isForm(request) ? new URLSearchParams(body.toString('utf8')).get('Action') : undefined;
  return headers['x-amz-target']?.split('.').at(-1) ?? action ?? `${method} ${path}`;
}

function isForm({ headers }: HttpRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}
