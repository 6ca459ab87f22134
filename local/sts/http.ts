import type { HttpHandler, HttpResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import { type XmlContent, xmlDocument } from '../http/xml.ts';
import type { Sts } from './sts.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS over HTTP: awsQuery, a form in and XML out. An operation that is not modelled is a 501 that names it. */
export function stsHandler(engine: Sts): HttpHandler {
  return ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const action = form.get('Action') ?? '';
    try {
      const result = { [`${action}Result`]: resultOf(engine, action, form) };
      return xmlResponse(200, xmlDocument(`${action}Response`, result, NAMESPACE));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const Type = error.status < 500 ? 'Sender' : 'Receiver';
      const content = { Error: { Type, Code: error.name, Message: error.message } };
      return xmlResponse(error.status, xmlDocument('ErrorResponse', content, NAMESPACE));
    }
  };
}

function resultOf(engine: Sts, action: string, form: URLSearchParams): XmlContent {
  if (action === 'GetCallerIdentity') return { ...engine.callerIdentity() };
  if (action === 'AssumeRole') {
    const { Credentials, AssumedRoleUser } = engine.assumeRole(
      form.get('RoleArn') ?? '',
      form.get('RoleSessionName') ?? '',
    );
    return { Credentials: { ...Credentials }, AssumedRoleUser };
  }
  throw new ServiceError(
    'InvalidAction',
    501,
    `got ${JSON.stringify(action)}, which is not modelled of STS; use GetCallerIdentity or AssumeRole`,
  );
}

function xmlResponse(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
