import { setTimeout as wait } from 'node:timers/promises';
import type { HttpHandler, HttpResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { CloudFormation } from './cloudformation.ts';
import { queryError, queryInput, queryOutput } from './query-protocol.ts';

type Operation = (engine: CloudFormation, input: never) => unknown;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['ContinueUpdateRollback', (engine, input) => engine.continueUpdateRollback(input)],
  ['CreateChangeSet', (engine, input) => engine.createChangeSet(input)],
  ['CreateStack', (engine, input) => engine.createStack(input)],
  ['DeleteChangeSet', (engine, input) => engine.deleteChangeSet(input)],
  ['DeleteStack', (engine, input) => engine.deleteStack(input)],
  ['DescribeChangeSet', (engine, input) => engine.describeChangeSet(input)],
  ['DescribeStackEvents', (engine, input) => engine.describeStackEvents(input)],
  ['DescribeStackResources', (engine, input) => engine.describeStackResources(input)],
  ['DescribeStacks', (engine, input) => engine.describeStacks(input)],
  ['ExecuteChangeSet', (engine, input) => engine.executeChangeSet(input)],
  ['GetTemplate', (engine, input) => engine.getTemplate(input)],
  ['RollbackStack', (engine, input) => engine.rollbackStack(input)],
  ['UpdateStack', (engine, input) => engine.updateStack(input)],
  ['UpdateTerminationProtection', (engine, input) => engine.updateTerminationProtection(input)],
]);

const LASTING: ReadonlySet<string> = new Set([
  'ContinueUpdateRollback',
  'CreateStack',
  'DeleteStack',
  'ExecuteChangeSet',
  'RollbackStack',
  'UpdateStack',
]);

/**
 * Real milliseconds that a lasting operation may take before it is answered all the same. The command line asks at once
 * how it went, and then every five seconds.
 */
const PATIENCE_MS = 1_000;

/** CloudFormation over HTTP in the query protocol; an operation that is not modelled is a 501, which no client retries. */
export function cloudFormationHandler(engine: CloudFormation): HttpHandler {
  return async ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const name = form.get('Action') ?? '';
    try {
      const operation = OPERATIONS.get(name);
      if (operation === undefined) throw unknownOperation(name);
      // The cast: clients are SDKs, which send what the service model declares.
      const output = await operation(engine, queryInput(form) as never);
      if (LASTING.has(name))
        await Promise.race([engine.settled(), wait(PATIENCE_MS, undefined, { ref: false })]);
      return xmlResponse(200, queryOutput(name, output as object));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return xmlResponse(error.status, queryError(error));
    }
  };
}

function unknownOperation(name: string): ServiceError {
  const allowed = [...OPERATIONS.keys()].join(', ');
  const message = `got operation ${JSON.stringify(name)}, allowed are ${allowed}; others are not modelled`;
  return new ServiceError('NotImplemented', 501, message);
}

function xmlResponse(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
