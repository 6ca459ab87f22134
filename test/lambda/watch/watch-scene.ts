import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Guard } from '../../../core/guard/guard.ts';
import type { Verdict } from '../../../core/guard/judge.ts';
import { KEEP_TAG } from '../../../lambda/contract.ts';
import type { Assess, Assessment } from '../../../lambda/guard/assessment.ts';
import { deploymentReader } from '../../../lambda/guard/aws-readers.ts';
import { createGuardRecord } from '../../../lambda/guard/guard-record.ts';
import { AppConfigRolloutHistory } from '../../../lambda/guard/rollout-history.ts';
import { createWatch, type Watch } from '../../../lambda/watch/create-watch.ts';
import type { WatchResult } from '../../../lambda/watch/watch-result.ts';
import { ACCOUNT } from '../../../local/account.ts';
import type { AppConfigBehaviour } from '../../../local/appconfig/behaviour.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../../local/http/loopback-server.ts';
import { routed } from '../../../local/http/router.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { NO_DATA } from '../../helpers/guard-data.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { Scene } from '../../local/appconfig/scene.ts';

export const HOUR = 3_600_000;
/** Heeded by the watch, and a monitor. */
export const ERRORS = 'shop-prod-candidate-error-rate';
/** A monitor only. */
export const EVIDENCE = 'shop-prod-guard-evidence';
export const GUARD: Guard = {
  alpha: 0.05,
  minimumExposures: 50,
  independence: 'requests',
  guardrails: [{ metric: 'errors', direction: 'up', tolerance: 1.1, weight: 1, method: 'exact' }],
};

const FUNCTION_ARN = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:watch`;
const ALARM_PREFIX = `arn:aws:cloudwatch:${ACCOUNT.region}:${ACCOUNT.id}:alarm:`;

/** `old` for everybody, `new` for so many per cent. */
export function aRamp(percentage: number) {
  return aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
}

/** Answers a request in the service's place, or lets it pass. */
type Intercept = (request: HttpRequest) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

export interface WatchSceneOptions {
  readonly watchHours?: number;
  readonly behaviour?: Partial<AppConfigBehaviour>;
  readonly alarms?: readonly string[];
  /** Duration of the strategy that the watch kills with; default 0. */
  readonly atOnceMinutes?: number;
  /** Default: AWS's own. */
  readonly encryptionKey?: string;
  /** Hands commands to the engines without HTTP, for many looks. */
  readonly isInProcess?: boolean;
}

/** The watch over the engines of AppConfig and CloudWatch, through the SDK's own clients on loopback. */
export class WatchScene {
  readonly scene: Scene;
  readonly cloudWatch: CloudWatch;
  /** What the guard says of whatever is in motion. */
  verdict: Verdict['verdict'] | 'blind' = 'continue';
  /** Lines of the log. */
  readonly lines: string[] = [];
  /** `METHOD /path` or operation of each request that reached AppConfig or CloudWatch, in order. */
  readonly requests: { readonly appConfig: string[]; readonly cloudWatch: string[] };
  interceptAppConfig: Intercept = () => undefined;
  interceptCloudWatch: Intercept = () => undefined;
  pauses = 0;
  onPause: () => Promise<void> = async () => {};
  #watch: Watch | undefined;

  constructor(behaviour: Partial<AppConfigBehaviour> = {}) {
    this.requests = { appConfig: [], cloudWatch: [] };
    this.scene = new Scene({
      ...{ behaviour, monitors: [ERRORS, EVIDENCE].map((name) => ({ AlarmArn: ALARM_PREFIX + name })) },
      alarms: { state: (arn) => this.#monitored(arn) },
    });
    this.cloudWatch = new CloudWatch({ clock: this.scene.clock });
    for (const AlarmName of [ERRORS, EVIDENCE]) this.#putAlarm(AlarmName);
  }

  /** Connects the watch; servers live as long as the running test. */
  async start(options: WatchSceneOptions = {}): Promise<this> {
    const { watchHours = 72, alarms = [ERRORS], atOnceMinutes = 0, isInProcess = false } = options;
    const { clock, applicationId, environmentId, profileId } = this.scene;
    const clients = isInProcess ? this.#standIns() : await this.#clients();
    const atOnce = { growth: 100, minutes: atOnceMinutes, bakeMinutes: 0 };
    this.#watch = createWatch({
      ...{ ...clients, clock, record: createGuardRecord('shop', 'prod') },
      assess: this.#assess(clients.appConfig),
      settings: {
        ...{ guard: GUARD, service: 'shop', stage: 'prod', alarms, watchMs: watchHours * HOUR },
        atOnceStrategy: atOnceMinutes > 0 ? this.scene.strategy(atOnce) : this.scene.atOnce,
        place: { applicationId, environmentId, profileId },
        encryptionKey: options.encryptionKey,
        isServedElsewhere: false,
      },
      pause: async () => {
        this.pauses += 1;
        await this.onPause();
      },
      emit: (line) => this.lines.push(line),
    });
    return this;
  }

  async look(): Promise<WatchResult> {
    if (this.#watch === undefined) throw new Error('start the scene first');
    return this.#watch({}, { invokedFunctionArn: FUNCTION_ARN });
  }

  /** Deploys each document to everybody at once, one after the other. */
  async complete(...documents: readonly unknown[]): Promise<this> {
    for (const document of documents) await this.scene.deploy(document, this.scene.atOnce);
    return this;
  }

  alarm(name: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'): void {
    this.cloudWatch.setAlarmState({ AlarmName: name, StateValue, StateReason: 'the test says so' });
  }

  /** Names of alarms whose actions are disabled. */
  get disabled(): readonly string[] {
    const { MetricAlarms = [] } = this.cloudWatch.describeAlarms({});
    return MetricAlarms.filter((alarm) => !alarm.ActionsEnabled).map(({ AlarmName = '' }) => AlarmName);
  }

  tagsOf(deploymentNumber?: number): Readonly<Record<string, string>> {
    return this.scene.engine.listTagsForResource({ ResourceArn: this.#arn(deploymentNumber) }).Tags ?? {};
  }

  keep(deploymentNumber: number, word = 'yes'): void {
    const ResourceArn = this.#arn(deploymentNumber);
    this.scene.engine.tagResource({ ResourceArn, Tags: { [KEEP_TAG]: word } });
  }

  /** Numbers and states of all deployments, newest first. */
  get history(): readonly string[] {
    const { Items = [] } = this.scene.engine.listDeployments(this.scene.environment);
    return Items.map(({ DeploymentNumber, State }) => `${DeploymentNumber} ${State}`);
  }

  /** The document that everybody is served. */
  get served(): unknown {
    const { current, percentage } = this.scene.served();
    if (percentage !== 100) throw new Error(`a deployment is at ${percentage} per cent`);
    return current;
  }

  #arn(deploymentNumber?: number): string {
    const { applicationId, environmentId } = this.scene;
    const environment = `arn:aws:appconfig:${ACCOUNT.region}:${ACCOUNT.id}:application/${applicationId}/environment/${environmentId}`;
    return deploymentNumber === undefined ? environment : `${environment}/deployment/${deploymentNumber}`;
  }

  async #clients() {
    const appConfig = this.#through(
      'appConfig',
      routed(appConfigRoutes(this.scene.engine)),
      ({ method, path }) => `${method} ${path}`,
    );
    const cloudWatch = this.#through('cloudWatch', cloudWatchHandler(this.cloudWatch), operationOf);
    return {
      appConfig: (await connect(AppConfigClient, appConfig)).client,
      cloudWatch: (await connect(CloudWatchClient, cloudWatch)).client,
    };
  }

  #standIns() {
    return {
      appConfig: sendingTo<AppConfigClient>(this.scene.engine),
      cloudWatch: sendingTo<CloudWatchClient>(this.cloudWatch),
    };
  }

  /** Judges as the test says whatever the real history finds in motion. */
  #assess(appConfig: AppConfigClient): Assess {
    const history = new AppConfigRolloutHistory(deploymentReader(appConfig));
    return async (look): Promise<Assessment> => {
      const rollout = await history.current(look, new AbortController().signal);
      if (rollout === undefined) return { kind: 'nothing-in-motion' };
      if (this.verdict === 'blind') return { kind: 'blind', reason: 'partial', detail: 'half is missing' };
      return { kind: 'judged', rollout, verdict: aVerdict(this.verdict), data: NO_DATA };
    };
  }

  #through(
    service: 'appConfig' | 'cloudWatch',
    handle: HttpHandler,
    nameOf: (request: HttpRequest) => string,
  ): HttpHandler {
    return async (request) => {
      this.requests[service].push(nameOf(request));
      const intercept = service === 'appConfig' ? this.interceptAppConfig : this.interceptCloudWatch;
      return (await intercept(request)) ?? handle(request);
    };
  }

  #monitored(arn: string) {
    const AlarmNames = [arn.slice(ALARM_PREFIX.length)];
    const [alarm] = this.cloudWatch.describeAlarms({ AlarmNames }).MetricAlarms ?? [];
    if (alarm?.StateValue === undefined) return undefined;
    return { state: alarm.StateValue, actionsEnabled: alarm.ActionsEnabled ?? true };
  }

  /** An alarm that stays as it is put: nothing is ever measured for it. */
  #putAlarm(AlarmName: string): void {
    this.cloudWatch.putMetricAlarm({
      ...{ AlarmName, Namespace: 'Test', MetricName: 'Never', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      TreatMissingData: 'ignore',
    });
    this.alarm(AlarmName, 'OK');
  }
}

export async function aWatch({ behaviour, ...options }: WatchSceneOptions = {}): Promise<WatchScene> {
  return new WatchScene(behaviour).start(options);
}

/** A watch over a rollout at 10 per cent that was complete a minute ago, with nothing in motion before. */
export async function aWatchedRollout(options: WatchSceneOptions = {}): Promise<WatchScene> {
  const watched = await aWatch(options);
  await watched.complete(aRamp(0), aRamp(10));
  await watched.scene.after(1);
  return watched;
}

/** A client that calls the engine's method of the command's name. The cast: only `send` is used. */
function sendingTo<Client>(engine: object): Client {
  const send = async (command: {
    readonly constructor: { readonly name: string };
    readonly input: unknown;
  }) => {
    const [first = '', ...rest] = command.constructor.name.replace(/Command$/, '');
    const method = `${first.toLowerCase()}${rest.join('')}`;
    return (engine as Record<string, (input: unknown) => unknown>)[method]?.(command.input) ?? {};
  };
  return { send } as Client;
}

export function operationOf({ headers }: HttpRequest): string {
  return (headers['x-amz-target'] ?? '').replace(/^.*\./, '');
}

function aVerdict(verdict: Verdict['verdict']): Verdict {
  const logEvidence = verdict === 'roll_back' ? Math.log(30) : 0;
  return { verdict, logEvidence, findings: [], sampleRatio: { log: 0, isMismatch: false } };
}
