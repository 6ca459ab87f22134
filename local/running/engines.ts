import { ACCOUNT } from '../account.ts';
import { AppConfig } from '../appconfig/appconfig.ts';
import { AppConfigAgent } from '../appconfig/appconfig-agent.ts';
import { AppConfigData } from '../appconfig/appconfig-data.ts';
import type { Clock } from '../clock.ts';
import { CloudFormation } from '../cloudformation/cloudformation.ts';
import { resourceProviders } from '../cloudformation/providers/resource-providers.ts';
import { alarmStates } from '../cloudwatch/alarm-states.ts';
import { CloudWatch, METRIC_DELAY_MS } from '../cloudwatch/cloudwatch.ts';
import { DynamoDb } from '../dynamodb/dynamodb.ts';
import { Events } from '../events/events.ts';
import { EventSourceMappings } from '../lambda/event-source-mappings.ts';
import type { InvocationMetrics, LogLine } from '../lambda/hosted-function.ts';
import { LambdaFunctions } from '../lambda/lambda-functions.ts';
import type { Random } from '../random.ts';
import { S3 } from '../s3/s3.ts';
import { SecretsManager } from '../secretsmanager/secrets-manager.ts';
import { type Notification, Topics } from '../sns/topics.ts';
import { Sqs } from '../sqs/sqs.ts';
import { Ssm } from '../ssm/ssm.ts';
import { Sts } from '../sts/sts.ts';
import type { Pacemaker } from './pacemaker.ts';

/** What `cdk bootstrap` leaves in an account, as far as a deployment looks for it. */
const BOOTSTRAP = {
  version: { '/cdk-bootstrap/hnb659fds/version': '30' },
  bucket: `cdk-hnb659fds-assets-${ACCOUNT.id}-${ACCOUNT.region}`,
} as const;

/** The services of a local account. */
export interface LocalEngines {
  readonly appConfig: AppConfig;
  readonly appConfigData: AppConfigData;
  readonly cloudWatch: CloudWatch;
  readonly cloudFormation: CloudFormation;
  readonly dynamoDb: DynamoDb;
  readonly events: Events;
  readonly functions: LambdaFunctions;
  readonly mappings: EventSourceMappings;
  readonly s3: S3;
  readonly secretsManager: SecretsManager;
  readonly sqs: Sqs;
  readonly ssm: Ssm;
  readonly sts: Sts;
  readonly topics: Topics;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Address of the endpoint that functions speak to. */
  readonly url: string;
  /** Virtual time, for what waits for it and for what it waits for. */
  readonly pacemaker: Pick<Pacemaker, 'pass' | 'begin'>;
  readonly told: {
    readonly notification: (notification: Notification) => void;
    readonly printed: (line: LogLine) => void;
    readonly invoked: (metrics: InvocationMetrics) => void;
  };
}

/** The engines of an account that `cdk bootstrap` was run in, each with the others it needs. */
export function createEngines({ clock, random, url, pacemaker, told }: EngineOptions): LocalEngines {
  const cloudWatch = new CloudWatch({ clock, metricDelayMs: METRIC_DELAY_MS });
  const functions = new LambdaFunctions({
    clock,
    endpointUrl: () => url,
    begin: () => pacemaker.begin(),
    send: (queueArn, body) => void sqs.sendMessage({ QueueUrl: queueArn, MessageBody: body }),
    agents: (request) => new AppConfigAgent({ clock, source: appConfig, ...request }),
    log: (line) => {
      cloudWatch.ingestLog(line.line);
      told.printed(line);
    },
    metrics: (metrics) => {
      countInvocation(cloudWatch, metrics);
      told.invoked(metrics);
    },
  });
  const topics = new Topics({ clock, told: told.notification });
  const events = new Events({ clock, topics, functions: eventually(functions) });
  const alarms = alarmStates(cloudWatch);
  const appConfig: AppConfig = new AppConfig({ clock, alarms, functions, events });
  const appConfigData = new AppConfigData({ clock, source: appConfig });
  const s3 = new S3({ clock, buckets: [BOOTSTRAP.bucket] });
  const ssm = new Ssm(BOOTSTRAP.version);
  const pass = (durationMs: number) => pacemaker.pass(durationMs);
  const uploaded = (bucket: string, key: string) => s3.get({ bucket, key }).body;
  const dynamoDb = new DynamoDb({ clock });
  const secretsManager = new SecretsManager({ clock, functions, random: random.stream('secrets') });
  const sqs: Sqs = new Sqs({ clock, url, random: random.stream('messages') });
  const mappings = new EventSourceMappings({ clock, sqs, functions });
  const stored = { dynamoDb, secretsManager, sqs, mappings };
  const services = { appConfig, cloudWatch, functions, events, topics, ...stored, pass, uploaded };
  const cloudFormation = new CloudFormation({
    ...{ clock, account: ACCOUNT, random: random.stream('stacks') },
    providers: resourceProviders(services),
    templates: async (address) => s3.textAt(address),
    parameters: (name) => ssm.getParameter(name).Parameter?.Value ?? '',
  });
  return {
    ...{ appConfig, appConfigData, cloudWatch, cloudFormation, events, functions, s3, ssm },
    ...stored,
    topics,
    sts: new Sts(clock),
  };
}

/**
 * EventBridge does not wait for a function that it calls. Nor may virtual time: the watch waits for a deployment, which
 * goes on in virtual time only.
 */
function eventually(functions: LambdaFunctions) {
  return {
    invoke: async (functionArn: string, payload: unknown): Promise<void> =>
      functions.invokeAsync(functionArn, JSON.stringify(payload)),
  };
}

/** Lambda's own metrics, by function. */
function countInvocation(
  cloudWatch: CloudWatch,
  { functionName, timestampMs, values }: InvocationMetrics,
): void {
  const Dimensions = [{ Name: 'FunctionName', Value: functionName }];
  cloudWatch.putMetricData({
    Namespace: 'AWS/Lambda',
    MetricData: Object.entries(values).map(([MetricName, Value]) => ({
      ...{ MetricName, Value, Dimensions, Timestamp: new Date(timestampMs) },
    })),
  });
}
