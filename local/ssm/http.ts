import { isRecord } from '../../core/record.ts';
import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { Ssm } from './ssm.ts';

/** Parameter Store over HTTP: awsJson 1.1. An operation that is not modelled is a 501 that names it. */
export function ssmHandler(engine: Ssm): HttpHandler {
  const answer = (operation: string, input: unknown) => outputOf(engine, operation, input);
  return awsJsonHandler({ targetPrefix: 'AmazonSSM.', answer });
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
