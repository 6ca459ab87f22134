import type {
  DeleteAlarmsInput,
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  DisableAlarmActionsInput,
  EnableAlarmActionsInput,
  GetMetricDataInput,
  ListMetricsInput,
  PutMetricAlarmInput,
  PutMetricDataInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { type HttpHandler, type HttpResponse, serviceErrorResponse } from '../http/loopback-server.ts';
import { ServiceError } from '../http/service-error.ts';
import type { CloudWatch } from './cloudwatch.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET_PREFIX = 'GraniteServiceVersion20100801.';

type Operation = (engine: CloudWatch, input: unknown) => unknown;

// Casts: the input comes from the wire in the operation's shape, and the engine checks the members it uses.
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['PutMetricData', (engine, input) => engine.putMetricData(input as PutMetricDataInput)],
  ['GetMetricData', (engine, input) => engine.getMetricData(input as GetMetricDataInput)],
  ['ListMetrics', (engine, input) => engine.listMetrics(input as ListMetricsInput)],
  ['PutMetricAlarm', (engine, input) => engine.putMetricAlarm(input as PutMetricAlarmInput)],
  ['DescribeAlarms', (engine, input) => engine.describeAlarms(input as DescribeAlarmsInput)],
  [
    'DescribeAlarmHistory',
    (engine, input) => engine.describeAlarmHistory(input as DescribeAlarmHistoryInput),
  ],
  ['SetAlarmState', (engine, input) => engine.setAlarmState(input as SetAlarmStateInput)],
  ['EnableAlarmActions', (engine, input) => engine.enableAlarmActions(input as EnableAlarmActionsInput)],
  ['DisableAlarmActions', (engine, input) => engine.disableAlarmActions(input as DisableAlarmActionsInput)],
  ['DeleteAlarms', (engine, input) => engine.deleteAlarms(input as DeleteAlarmsInput)],
]);

/** CloudWatch over HTTP: awsJson 1.0 in the query-compatible mode that the SDK's client uses. */
export function cloudWatchHandler(engine: CloudWatch): HttpHandler {
  return ({ headers, body }) => {
    try {
      const name = (headers['x-amz-target'] ?? '').replace(TARGET_PREFIX, '');
      const operation = OPERATIONS.get(name);
      if (operation === undefined) throw unknownOperation(name);
      const output = operation(engine, parseInput(body.toString('utf8')));
      return {
        status: 200,
        headers: { 'content-type': CONTENT_TYPE },
        body: JSON.stringify(toWire(output ?? {})),
      };
    } catch (error) {
      if (error instanceof ServiceError) return errorResponse(error);
      throw error;
    }
  };
}

function unknownOperation(name: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    400,
    `got operation ${JSON.stringify(name)}, allowed are ${[...OPERATIONS.keys()].join(', ')}; others are not modelled`,
  );
}

/** The query-compatible mode repeats the error's code in a header of its own. */
function errorResponse(error: ServiceError): HttpResponse {
  const response = serviceErrorResponse(error);
  const headers = {
    ...response.headers,
    'content-type': CONTENT_TYPE,
    'x-amzn-query-error': `${error.name};Sender`,
  };
  return { ...response, headers };
}

const TIMESTAMPS: ReadonlySet<string> = new Set([
  'Timestamp',
  'StartTime',
  'EndTime',
  'StartDate',
  'EndDate',
]);

/** The protocol writes timestamps as epoch seconds; the engine takes dates, as the SDK does. */
function parseInput(body: string): unknown {
  try {
    return JSON.parse(body, (key, value: unknown) =>
      TIMESTAMPS.has(key) && typeof value === 'number' ? new Date(value * 1000) : value,
    );
  } catch {
    throw new ServiceError('SerializationException', 400, 'got a body that is not JSON; send awsJson 1.0');
  }
}

function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toWire(member)]));
}
