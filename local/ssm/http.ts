import { awsJsonHandler } from '../http/aws-json.ts';
import type { HttpHandler } from '../http/loopback-server.ts';
import type { Ssm } from './ssm.ts';

interface Input {
  readonly Name?: string;
  readonly Names?: readonly string[];
}

/** Parameter Store over HTTP: awsJson 1.1. */
export function ssmHandler(ssm: Ssm): HttpHandler {
  return awsJsonHandler(ssm, {
    ...{ name: 'SSM', targetPrefix: 'AmazonSSM.', version: '1.1' },
    operations: {
      GetParameter: (engine, { Name = '' }: Input) => engine.getParameter(Name),
      GetParameters: (engine, { Names = [] }: Input) => engine.getParameters(Names),
    },
  });
}
