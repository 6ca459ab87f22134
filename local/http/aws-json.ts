import type { HttpHandler } from './loopback-server.ts';
import { ServiceError } from './service-error.ts';

export interface AwsJsonService<Engine> {
  /** What people call the service. */
  readonly name: string;
  /** What stands before the operation's name in the header `X-Amz-Target`, dot included. */
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  /** What is modelled, by name. An operation may throw a `ServiceError`. */
  readonly operations: Readonly<Record<string, Operation<Engine>>>;
  /** As the second parameter of `JSON.stringify`; default: values as they are. */
  readonly toWire?: (key: string, value: unknown) => unknown;
}

/** Answers one operation. The client has checked the shape of what it sends. */
type Operation<Engine> = (engine: Engine, input: never) => object;

/**
 * A service over HTTP as awsJson has it: every operation is posted to `/`, and named by a header. One that is not modelled
 * is a 501 that names it.
 */
export function awsJsonHandler<Engine>(engine: Engine, service: AwsJsonService<Engine>): HttpHandler {
  const contentType = `application/x-amz-json-${service.version}`;
  return ({ headers, body }) => {
    const operation = operationOf(service, (headers['x-amz-target'] ?? '').replace(service.targetPrefix, ''));
    const output = operation(engine, JSON.parse(body.toString('utf8')) as never);
    return {
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(output, service.toWire),
    };
  };
}

function operationOf<Engine>(
  { name: service, operations }: AwsJsonService<Engine>,
  name: string,
): Operation<Engine> {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation) return operation;
  const known = Object.keys(operations).join(', ');
  const message = `got ${JSON.stringify(name)}, which is not modelled of ${service}; use ${known}`;
  throw new ServiceError('UnknownOperationException', 501, message);
}
