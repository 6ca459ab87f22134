import { isRecord } from '../../core/record.ts';
import { type HttpHandler, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Ssm } from './ssm.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET_PREFIX = 'AmazonSSM.';

/** Parameter Store over HTTP: awsJson 1.1. An operation that is not modelled is a 501 that names it. */
export function ssmHandler(engine: Ssm): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
      const output = outputOf(engine, name, JSON.parse(body.toString('utf8')));
      return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(output) };
    } catch (error) {
      if (error instanceof ServiceError) return serviceErrorResponse(error);
      throw error;
    }
  };
}

function outputOf(engine: Ssm, name: string, input: unknown): object {
  const { Name, Names } = isRecord(input) ? input : {};
  if (name === 'GetParameter') return engine.getParameter(String(Name));
  if (name === 'GetParameters') return engine.getParameters(Array.isArray(Names) ? Names.map(String) : []);
  throw new ServiceError(
    'UnknownOperationException',
    501,
    `got ${JSON.stringify(name)}, which is not modelled of SSM; use GetParameter or GetParameters`,
  );
}
