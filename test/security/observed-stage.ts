import { ENV, FLAGS } from '../../lambda/contract.ts';
import { createMetricsRecord } from '../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../lambda/metric-names.ts';
import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import type { StageConfig } from '../../lib/stage-config.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { AppConfig } from '../../local/appconfig/appconfig.ts';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../../local/appconfig/data-http.ts';
import { appConfigRoutes } from '../../local/appconfig/http.ts';
import type { MonitoredAlarm } from '../../local/appconfig/monitors.ts';
import { Bedrock } from '../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../local/bedrock/http.ts';
import type { ModelScript } from '../../local/bedrock/model-script.ts';
import { type Clock, MINUTE_MS, VirtualClock } from '../../local/clock.ts';
import { resolve, type Scope } from '../../local/cloudformation/intrinsics.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../local/cloudwatch/http.ts';
import { Events } from '../../local/events/events.ts';
import type { HttpHandler } from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { Random } from '../../local/random.ts';
import { provision, scopeOfResources } from '../../local/rehearsal/provision.ts';
import type { Variables } from '../../local/rehearsal/rehearsed-resources.ts';
import { Topics } from '../../local/sns/topics.ts';
import { propertiesOf } from '../lib/helpers/template.ts';
import { aScript } from '../local/bedrock/builders.ts';
import { extensionRolesOf, monitorRolesOf } from './appconfig-roles.ts';
import { CallLog } from './call-log.ts';
import { rolesOf } from './iam-template.ts';
import { lostCalls, queueCalls } from './measured-calls.ts';
import { MeasuredServices } from './measured-services.ts';
import { ObservedFunctions } from './observed-functions.ts';
import { type Call, type Grant, grantsOf, type ResolvedStatement } from './permission.ts';
import { keyCalls } from './service-calls.ts';
import { type SynthesizedVariant, synthesizedVariant } from './synthesized-variant.ts';

interface Permission {
  readonly Principal: string;
  readonly Action: string;
  readonly FunctionName: string;
}

/** What is different of each model from one that never fails, by value of the model flag. */
export type ModelChanges = Readonly<Record<string, Partial<ModelScript>>>;

/** The functions go by the machine's clock: what happens here has to be over by it, bringing up the stage included. */
const HEAD_START_MS = 20 * MINUTE_MS;

/** A stage's template brought up in the engines, with its functions, and a list of all that is asked in each role's name. */
export class ObservedStage {
  readonly calls = new CallLog();
  readonly variant: SynthesizedVariant;
  readonly #clock = new VirtualClock(Date.now() - HEAD_START_MS);
  readonly #cloudWatch = new CloudWatch({ clock: this.#clock });
  readonly #variables = new Map<string, Variables>();
  readonly #appConfig: AppConfig;
  readonly #functions: ObservedFunctions;
  readonly #measured: MeasuredServices;
  #values: Readonly<Record<string, string>> = {};

  private constructor(config: StageConfig, changes: ModelChanges) {
    this.variant = synthesizedVariant(config);
    const clock = this.#clock;
    this.#measured = new MeasuredServices(this.variant.template, clock);
    this.#appConfig = new AppConfig({
      clock,
      functions: { invoke: (arn, event) => this.#called(arn, event) },
      alarms: { state: (arn) => this.#monitored(arn) },
    });
    this.#functions = new ObservedFunctions({
      ...{ clock, variant: this.variant, variables: this.#variables, calls: this.calls },
      aws: this.#aws(bedrockOf(config, changes, clock)),
      source: this.#appConfig,
      models: config.models,
      keyArn: () => this.#keyArn,
    });
  }

  /** The functions answer as long as the stage is open. */
  static async open(config: StageConfig, changes: ModelChanges = {}): Promise<ObservedStage> {
    const stage = new ObservedStage(config, changes);
    const topics = new Topics({ clock: stage.#clock });
    stage.#values = await provision(withEveryValue(stage.variant.template), {
      appConfig: stage.#appConfig,
      cloudWatch: stage.#cloudWatch,
      functions: stage.#variables,
      events: new Events({ clock: stage.#clock, functions: stage.#functions, topics }),
      topics,
      pass: (durationMs) => stage.#pass(durationMs),
    });
    return stage;
  }

  close(): Promise<void> {
    return this.#functions.close();
  }

  /** What each role may do, and each service that functions let call them, with the identifiers that this stage has. */
  get grants(): ReadonlyMap<string, readonly Grant[]> {
    const { template } = this.variant;
    const roles = rolesOf(template).map(({ id, statements }): [string, Grant[]] => [
      id,
      statements.flatMap((statement) => [...grantsOf(this.#resolved<ResolvedStatement>(statement))]),
    ]);
    const services = new Map<string, Grant[]>();
    for (const permission of propertiesOf(template, 'AWS::Lambda::Permission')) {
      const { Principal, Action: action, FunctionName: resource } = this.#resolved<Permission>(permission);
      services.set(Principal, [...(services.get(Principal) ?? []), { effect: 'Allow', action, resource }]);
    }
    return new Map([...roles, ...services]);
  }

  /** The flag document that is served, or on its way. */
  get flags(): object {
    const { ApplicationId = '', EnvironmentId = '', FlagsProfileId = '' } = this.#values;
    const { current } = this.#appConfig.deployed(ApplicationId, EnvironmentId, FlagsProfileId);
    return JSON.parse(Buffer.from(current.content).toString());
  }

  /** Deploys a flag document, gradually or to everybody at once. */
  async deploy(
    flags: string,
    strategy: 'StrategyId' | 'AtOnceStrategyId' = 'AtOnceStrategyId',
  ): Promise<void> {
    const { ApplicationId, EnvironmentId, FlagsProfileId: ConfigurationProfileId } = this.#values;
    const version = await this.#appConfig.createHostedConfigurationVersion({
      ...{ ApplicationId, ConfigurationProfileId, ContentType: 'application/json' },
      Content: Buffer.from(flags),
    });
    await this.#appConfig.startDeployment({
      ...{ ApplicationId, EnvironmentId, ConfigurationProfileId },
      ConfigurationVersion: String(version.VersionNumber),
      DeploymentStrategyId: this.#values[strategy],
    });
  }

  /** Stops the newest deployment, which takes it back. */
  async stop(): Promise<void> {
    const { ApplicationId, EnvironmentId } = this.#values;
    const place = { ApplicationId, EnvironmentId };
    const [newest] = this.#appConfig.listDeployments(place).Items ?? [];
    await this.#appConfig.stopDeployment({ ...place, DeploymentNumber: newest?.DeploymentNumber });
  }

  pass(minutes: number): Promise<void> {
    return this.#pass(minutes * MINUTE_MS);
  }

  /** Puts every alarm into a state. */
  alarms(StateValue: 'OK' | 'ALARM'): void {
    for (const { AlarmName } of this.#cloudWatch.describeAlarms({}).MetricAlarms ?? []) {
      this.#cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'the test says so' });
    }
  }

  /** One look of the watch. */
  async watch(): Promise<WatchResult> {
    return (await this.#invoke('events.amazonaws.com', this.#arnWith(ENV.watchHours), {})) as WatchResult;
  }

  /** A user of each side was served three minutes ago, one of them this model as the candidate. */
  exposed(candidate: string, service: string, stage: string): void {
    const record = createMetricsRecord({ service, stage });
    const metrics = { [METRIC.requests]: 1 };
    const common = { flag: FLAGS.model, metrics, properties: {}, timestampMs: Date.now() - 3 * MINUTE_MS };
    this.#cloudWatch.ingestLog(record({ ...common, role: 'candidate', value: candidate }));
    this.#cloudWatch.ingestLog(record({ ...common, role: 'control' }));
  }

  infer(event: object): Promise<unknown> {
    return this.#functions.invoke(this.#arnWith(ENV.costCapUsd), event);
  }

  /** Brings an outcome of an answer, as an event. */
  report(token: string, outcome: string): Promise<unknown> {
    const event = { 'detail-type': 'Outcome', detail: { token, outcome, value: 1 } };
    return this.#invoke('events.amazonaws.com', this.#arnOf('OutcomesHandlerFunction'), event);
  }

  /** Has answers judged that were sent to be; how many there were. */
  async judge(): Promise<number> {
    const [queueId = ''] = [...this.#idsWith('AnswersQueue')];
    const { Messages = [] } = this.#measured.sqs.receiveMessage({
      QueueUrl: queueId,
      MaxNumberOfMessages: 10,
    });
    const Records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
    this.#addAll('EvaluationHandlerRole', queueCalls(queueId));
    const reply = await this.#functions.invoke(this.#arnOf('EvaluationHandlerFunction'), { Records });
    const { batchItemFailures } = reply as { batchItemFailures: readonly unknown[] };
    return Messages.length - batchItemFailures.length;
  }

  /** Has Lambda give up an event with outcomes. */
  lose(): void {
    const [queueId = ''] = [...this.#idsWith('OutcomesLost')];
    this.#addAll('OutcomesHandlerRole', lostCalls(queueId));
  }

  /** Replaces the key of exposure tokens. */
  async rotate(): Promise<void> {
    const [SecretId] = [...this.#idsWith('TokenKeySecret')];
    const arn = this.#arnOf('RotationFunction');
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const event = { Step, SecretId, ClientRequestToken: 'the-next-version' };
      await this.#invoke('secretsmanager.amazonaws.com', arn, event);
    }
  }

  /** The report that comes by itself. */
  compare(): Promise<unknown> {
    return this.#invoke('events.amazonaws.com', this.#arnWith(ENV.reportDays), {});
  }

  /** Notes what a service asks in the name of a role. */
  #addAll(roleInId: string, calls: readonly Call[]): void {
    const role = this.#arnOf(roleInId).split(':').at(-1) ?? '';
    for (const call of calls) this.calls.add(role, call, ...keyCalls(call, this.#keyArn));
  }

  async #pass(durationMs: number): Promise<void> {
    this.#clock.advance(durationMs);
    this.#cloudWatch.tick();
    await this.#appConfig.tick();
  }

  #aws(bedrock: HttpHandler): HttpHandler {
    const data = new AppConfigData({ clock: this.#clock, source: this.#appConfig });
    const appConfig = routed([...appConfigRoutes(this.#appConfig), ...appConfigDataRoutes(data)]);
    const cloudWatch = cloudWatchHandler(this.#cloudWatch);
    return (request) => {
      const measured = this.#measured.handlerOf(request);
      if (measured) return measured(request);
      if (request.headers['x-amz-target'] !== undefined) return cloudWatch(request);
      return /\/bedrock\//.test(request.headers.authorization ?? '') ? bedrock(request) : appConfig(request);
    };
  }

  /** AppConfig asks for an alarm in the name of the monitor's role. */
  #monitored(arn: string): MonitoredAlarm | undefined {
    const AlarmNames = [arn.replace(/^.*:alarm:/, '')];
    const { Resources } = this.variant.template;
    for (const [id, role] of monitorRolesOf(this.variant.template)) {
      if (Resources[id]?.Properties?.AlarmName !== AlarmNames[0]) continue;
      this.calls.add(role, { action: 'cloudwatch:DescribeAlarms', resources: ['*'] });
    }
    const [alarm] = this.#cloudWatch.describeAlarms({ AlarmNames }).MetricAlarms ?? [];
    return alarm && { state: alarm.StateValue ?? 'OK', actionsEnabled: alarm.ActionsEnabled ?? true };
  }

  /** AppConfig calls an extension in the name of the extension's role, and a validator in its own. */
  #called(functionArn: string, event: unknown): Promise<unknown> {
    const role = extensionRolesOf(this.variant.template).get(functionArn.split(':').at(-1) ?? '');
    return this.#invoke(role ?? 'appconfig.amazonaws.com', functionArn, event);
  }

  #invoke(caller: string, functionArn: string, event: unknown): Promise<unknown> {
    this.calls.add(caller, { action: 'lambda:InvokeFunction', resources: [functionArn] });
    return this.#functions.invoke(functionArn, event);
  }

  get #keyArn(): string | undefined {
    const [profile] = propertiesOf(this.variant.template, 'AWS::AppConfig::ConfigurationProfile');
    const { KmsKeyIdentifier: key } = profile ?? {};
    return typeof key === 'object' && key !== null
      ? this.#resolved<string>(key)
      : (key as string | undefined);
  }

  /** Of the same form, with texts in the place of references. */
  #resolved<Value>(value: object): Value {
    return resolve(value, this.#scope) as Value;
  }

  get #scope(): Scope {
    const value = (of: string): string => {
      const found = this.#values[of];
      if (found === undefined) throw new Error(`the template has no value ${of}`);
      return found;
    };
    return scopeOfResources({ ref: value, attribute: (logicalId, name) => value(`${logicalId}.${name}`) });
  }

  /** ARN of the function, or the logical id of whatever else has this in its logical id. */
  #arnOf(inId: string): string {
    const [id = ''] = [...this.#idsWith(inId)];
    return [...this.#variables.keys()].find((arn) => arn.endsWith(`:${id}`)) ?? id;
  }

  #idsWith(inId: string): readonly string[] {
    return Object.keys(this.variant.template.Resources).filter((id) =>
      new RegExp(`${inId}[0-9A-F]{8}$`).test(id),
    );
  }

  #arnWith(variable: string): string {
    return [...this.#variables].find(([, variables]) => variable in variables)?.[0] ?? '';
  }
}

const PSEUDO_PARAMETERS = ['AWS::AccountId', 'AWS::Partition', 'AWS::Region', 'AWS::StackName'];

/** The template with what every `Ref` and every ARN stands for among its outputs. */
function withEveryValue(template: CloudFormationTemplate): CloudFormationTemplate {
  const ids = Object.keys(template.Resources);
  const refs = [...PSEUDO_PARAMETERS, ...ids].map((id) => [id, { Value: { Ref: id } }]);
  const arns = ids.map((id) => [`${id}.Arn`, { Value: { 'Fn::GetAtt': [id, 'Arn'] } }]);
  return { ...template, Outputs: { ...template.Outputs, ...Object.fromEntries([...refs, ...arns]) } };
}

function bedrockOf(config: StageConfig, changes: ModelChanges, clock: Clock): HttpHandler {
  const judge = config.evaluation?.judge;
  const models = Object.entries(config.models).map(([value, { inferenceProfile, foundationModel }]) => [
    inferenceProfile ?? foundationModel,
    aScript(changes[value]),
  ]);
  const { knowledgeBaseId } = config;
  const engine = new Bedrock({
    ...{ clock, random: new Random(1) },
    models: {
      ...Object.fromEntries(models),
      ...(judge && { [judge.inferenceProfile ?? judge.foundationModel]: aScript() }),
    },
    knowledgeBases: knowledgeBaseId === undefined ? {} : { [knowledgeBaseId]: ['A passage.'] },
  });
  return bedrockHandler(engine, { timeScale: 0 });
}
