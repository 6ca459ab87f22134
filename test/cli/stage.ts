import type { AwsClients } from '../../cli/aws/clients.ts';
import { PROFILE, strategyNames } from '../../lambda/contract.ts';
import { CONTINUE, type Directive } from '../../lambda/guard/directive.ts';
import { createValidator } from '../../lambda/validator/create-validator.ts';
import { ACCOUNT } from '../../local/account.ts';
import { AppConfig } from '../../local/appconfig/appconfig.ts';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import type { AppConfigBehaviour } from '../../local/appconfig/behaviour.ts';
import { VirtualClock } from '../../local/clock.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { endpointOf } from '../../local/endpoint.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../../local/http/loopback-server.ts';
import { aDocument, aFlag } from '../helpers/flag-documents.ts';
import { engineClients } from './engine-clients.ts';
import { type IoOptions, type Outcome, TestIo, TODAY } from './io.ts';

export const MINUTE = 60_000;
export const APPLICATION = 'shop-prod';

const VALIDATOR = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:validator`;
const ALARM_PREFIX = `arn:aws:cloudwatch:${ACCOUNT.region}:${ACCOUNT.id}:alarm:`;
/** The stage's monitor. */
export const ERRORS = 'shop-prod-candidate-error-rate';

/**
 * Answers a request in the service's place, or lets it pass. `handle` lets the service do it first, so that its answer
 * can be lost.
 */
export type Intercept = (
  request: HttpRequest,
  handle: HttpHandler,
) => HttpResponse | undefined | Promise<HttpResponse | undefined>;

export interface StageOptions {
  /** Deployed to everybody. */
  readonly first?: unknown;
  readonly isValidated?: boolean;
  /** Default: the documented positions of `DEFAULT_BEHAVIOUR`. */
  readonly behaviour?: Partial<AppConfigBehaviour>;
  /** Default true: {@link ERRORS} is a monitor of the environment. */
  readonly isMonitored?: boolean;
}

/**
 * A stage `prod` of the application `shop-prod` in the engines: 25 per cent every 5 minutes, 10 minutes of bake time, one
 * monitor, the real validator. Commands speak to it through the SDK's own clients on loopback.
 */
export class CliStage {
  readonly clock = new VirtualClock(TODAY);
  readonly cloudWatch = new CloudWatch({ clock: this.clock });
  readonly appConfig: AppConfig;
  readonly applicationId: string;
  readonly environmentId: string;
  readonly profileId: string;
  readonly promptsProfileId: string;
  readonly linear: string;
  readonly atOnce: string;
  /** `METHOD /path` or operation of each request, in order. */
  readonly requests: string[] = [];
  intercept: Intercept = () => undefined;
  /** What the guard's function answers AppConfig, where there is one: see `guardBy`. */
  directive: Directive = CONTINUE;
  /** Called at each pause, before time passes. */
  onPause: () => void | Promise<void> = () => {};
  /** What `AWS_ENDPOINT_URL` is to be, once the stage is open. */
  endpoint = '';
  #clients: AwsClients | undefined;

  constructor({ isValidated = true, behaviour = {}, isMonitored = true }: StageOptions = {}) {
    this.appConfig = new AppConfig({
      ...{ clock: this.clock, behaviour },
      functions: {
        invoke: async (arn, event) => (arn === VALIDATOR ? this.#validate(event) : this.directive),
      },
      alarms: { state: (arn) => this.#monitored(arn) },
    });
    const { appConfig } = this;
    const ApplicationId = appConfig.createApplication({ Name: APPLICATION }).Id ?? '';
    this.applicationId = ApplicationId;
    this.#putAlarm(ERRORS);
    const Monitors = isMonitored ? [{ AlarmArn: ALARM_PREFIX + ERRORS }] : [];
    this.environmentId = appConfig.createEnvironment({ ApplicationId, Name: 'prod', Monitors }).Id ?? '';
    const profile = (Name: string, Validators: { Type: 'LAMBDA'; Content: string }[]) =>
      appConfig.createConfigurationProfile({ ApplicationId, Name, LocationUri: 'hosted', Validators }).Id ??
      '';
    this.profileId = profile(PROFILE.flags, isValidated ? [{ Type: 'LAMBDA', Content: VALIDATOR }] : []);
    this.promptsProfileId = profile(PROFILE.prompts, []);
    const names = strategyNames(APPLICATION);
    this.linear = this.#strategy(names.linear, 25, 20, 10);
    this.atOnce = this.#strategy(names.atOnce, 100, 0, 0);
  }

  /** With a first version deployed to everybody, unless told otherwise. */
  static async open({ first = aDocument([aFlag()]), ...options }: StageOptions = {}): Promise<CliStage> {
    const stage = new CliStage(options);
    await stage.deploy(first);
    await stage.#connect();
    return stage;
  }

  get environment() {
    return { ApplicationId: this.applicationId, EnvironmentId: this.environmentId };
  }

  get profile() {
    return { ApplicationId: this.applicationId, ConfigurationProfileId: this.profileId };
  }

  /** The SDK's own clients of its engines. */
  get clients(): AwsClients {
    if (this.#clients === undefined) throw new Error('open the stage first');
    return this.#clients;
  }

  /** The world of a command at this stage; its pauses let the stage's time pass. */
  io(options: IoOptions = {}): TestIo {
    return new TestIo({
      nowMs: () => this.clock.now(),
      pause: async (ms) => {
        await this.onPause();
        await this.pass(ms);
      },
      clients: this.clients,
      ...options,
    });
  }

  /** Runs a command line at this stage. */
  run(args: readonly string[], options: IoOptions = {}): Promise<Outcome> {
    return this.io(options).run(...args);
  }

  /** Runs it with `--json` and reads what it printed. */
  async json<Data>(args: readonly string[], options: IoOptions = {}): Promise<Outcome & { data: Data }> {
    const outcome = await this.run([...args, '--json'], options);
    return { ...outcome, data: JSON.parse(outcome.out) as Data };
  }

  /** Lets time pass minute by minute, as AppConfig and its monitors would see it. */
  async pass(ms: number): Promise<void> {
    const endMs = this.clock.now() + ms;
    while (this.clock.now() < endMs) {
      this.clock.moveTo(Math.min(endMs, this.clock.now() + MINUTE));
      this.cloudWatch.tick();
      await this.appConfig.tick();
    }
  }

  /** Somebody else deploys a document; at once, unless another strategy is given. */
  async deploy(document: unknown, strategyId = this.atOnce): Promise<number> {
    const { VersionNumber } = await this.store(document);
    const deployment = await this.appConfig.startDeployment({
      ...this.environment,
      ConfigurationProfileId: this.profileId,
      ConfigurationVersion: String(VersionNumber),
      DeploymentStrategyId: strategyId,
    });
    return deployment.DeploymentNumber ?? 0;
  }

  /** Somebody else stores a version. */
  store(document: unknown) {
    return this.appConfig.createHostedConfigurationVersion({
      ...this.profile,
      Content: Buffer.from(JSON.stringify(document, undefined, 2)),
      ContentType: 'application/json',
    });
  }

  deployment(number: number) {
    return this.appConfig.getDeployment({ ...this.environment, DeploymentNumber: number });
  }

  /** Numbers of all deployments, newest first. */
  deployments() {
    return this.appConfig.listDeployments(this.environment).Items ?? [];
  }

  /** The document that the data plane gives to everybody, or to those who are ahead. */
  served(): unknown {
    const { current } = this.appConfig.deployed(this.applicationId, this.environmentId, this.profileId);
    return JSON.parse(Buffer.from(current.content).toString());
  }

  alarm(StateValue: 'OK' | 'ALARM'): void {
    this.cloudWatch.setAlarmState({ AlarmName: ERRORS, StateValue, StateReason: 'the test says so' });
  }

  async #connect(): Promise<void> {
    const { appConfig, cloudWatch, clock } = this;
    const appConfigData = new AppConfigData({ clock, source: appConfig });
    const engines = endpointOf({ appConfig, appConfigData, cloudWatch });
    const { clients, url } = await engineClients(this.#through(engines));
    this.endpoint = url;
    this.#clients = clients;
  }

  #through(handle: HttpHandler): HttpHandler {
    return async (request) => {
      const operation = request.headers['x-amz-target']?.replace(/^.*\./, '');
      this.requests.push(operation ?? `${request.method} ${request.path}`);
      return (await this.intercept(request, handle)) ?? handle(request);
    };
  }

  #validate(event: unknown): Promise<unknown> {
    const { appConfig, environmentId } = this;
    const validator = createValidator({
      clock: this.clock,
      environmentId,
      deployed: {
        read: async ({ applicationId, configurationProfileId }) => {
          if ((appConfig.listDeployments(this.environment).Items ?? []).length === 0) return undefined;
          const { current } = appConfig.deployed(applicationId, environmentId, configurationProfileId);
          return Buffer.from(current.content).toString();
        },
      },
    });
    return validator(event);
  }

  #monitored(arn: string) {
    const AlarmNames = [arn.slice(ALARM_PREFIX.length)];
    const [alarm] = this.cloudWatch.describeAlarms({ AlarmNames }).MetricAlarms ?? [];
    if (alarm?.StateValue === undefined) return undefined;
    return { state: alarm.StateValue, actionsEnabled: alarm.ActionsEnabled ?? true };
  }

  #strategy(Name: string, GrowthFactor: number, minutes: number, bakeMinutes: number): string {
    const strategy = this.appConfig.createDeploymentStrategy({
      ...{ Name, GrowthFactor, DeploymentDurationInMinutes: minutes, FinalBakeTimeInMinutes: bakeMinutes },
    });
    return strategy.Id ?? '';
  }

  /** An alarm that stays as it is put: nothing is ever measured for it. */
  #putAlarm(AlarmName: string): void {
    this.cloudWatch.putMetricAlarm({
      ...{ AlarmName, Namespace: 'Test', MetricName: 'Never', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      TreatMissingData: 'ignore',
    });
    this.alarm('OK');
  }
}
