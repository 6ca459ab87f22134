import type { HttpHandler } from './loopback-server.ts';

export interface AwsJsonService {
  /** What stands before the operation's name in the header `X-Amz-Target`, dot included. */
  readonly targetPrefix: string;
  /** Answers one operation. Throws a `ServiceError`, also for a name that it does not know. */
  readonly answer: (operation: string, input: unknown) => object;
  /** As the second parameter of `JSON.stringify`; default: values as they are. */
  readonly toWire?: (key: string, value: unknown) => unknown;
}

/** A service over HTTP as awsJson 1.1 has it: every operation is posted to `/`, and named by a header. */
export function awsJsonHandler({ targetPrefix, answer, toWire }: AwsJsonService): HttpHandler {
  return ({ headers, body }) => {
    const operation = (headers['x-amz-target'] ?? '').replace(targetPrefix, '');
    const output = answer(operation, JSON.parse(body.toString('utf8')));
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(output, toWire),
    };
  };
}
