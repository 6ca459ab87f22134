import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../core/document/print-flag-document.ts';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { createValidator } from '../../lambda/validator/create-validator.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { AppConfig } from '../appconfig/appconfig.ts';
import type { AppConfigBehaviour } from '../appconfig/behaviour.ts';
import type { AlarmStates } from '../appconfig/monitors.ts';
import { MINUTE_MS, type VirtualClock } from '../clock.ts';
import { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import { ServiceError } from '../http/service-error.ts';
import type { StageView } from './observer.ts';
import { provision } from './provision.ts';
import type { Engines, Variables } from './resource-creators.ts';
import { type RoleMinutes, roleMinutes } from './role-minutes.ts';

/** Time from a log line to a datapoint that alarms see. AWS promises none; half a minute is ours. */
const METRIC_DELAY_MS = 30_000;

export interface RehearsedStageOptions {
  readonly template: CloudFormationTemplate;
  readonly clock: VirtualClock;
  /** Switches of AppConfig that differ from their defaults. */
  readonly behaviour?: Partial<AppConfigBehaviour>;
}

/** A deployment as the rehearsal follows it. */
export interface DeploymentStatus {
  readonly state: string;
  /** Percentage of users who see the new document. */
  readonly percentage: number;
  /** Name of the alarm, or what else AppConfig's event log gives as the reason; only when it was taken back. */
  readonly rolledBackBy: string | undefined;
}

/** A stage of the template brought up in the engines, and what an operator does with it. */
export class RehearsedStage {
  readonly appConfig: AppConfig;
  readonly cloudWatch: CloudWatch;
  /** Environment variables of the inference function. */
  readonly variables: Variables;
  readonly #clock: VirtualClock;
  readonly #outputs: Readonly<Record<string, string>>;

  private constructor(clock: VirtualClock, engines: Engines, outputs: Readonly<Record<string, string>>) {
    this.#clock = clock;
    this.appConfig = engines.appConfig;
    this.cloudWatch = engines.cloudWatch;
    this.#outputs = outputs;
    this.variables = inferenceVariables(engines.functions);
  }

  static async create({ template, clock, behaviour = {} }: RehearsedStageOptions): Promise<RehearsedStage> {
    const cloudWatch = new CloudWatch({ clock, metricDelayMs: METRIC_DELAY_MS });
    const functions = new Map<string, Variables>();
    const appConfig: AppConfig = new AppConfig({
      clock,
      behaviour,
      alarms: alarmStates(cloudWatch),
      functions: { invoke: (arn, event) => validate(appConfig, functions.get(arn) ?? {}, event) },
    });
    const pass = async (durationMs: number): Promise<void> => {
      clock.advance(durationMs);
      await catchUp({ appConfig, cloudWatch });
    };
    const engines = { appConfig, cloudWatch, functions, pass };
    return new RehearsedStage(clock, engines, await provision(template, engines));
  }

  /** Brings AppConfig and the alarms up to the clock. */
  tick(): Promise<void> {
    return catchUp(this);
  }

  /** The flag document that is deployed. */
  document(): FlagDocument {
    const { ApplicationId = '', EnvironmentId = '', FlagsProfileId = '' } = this.#outputs;
    const { current } = this.appConfig.deployed(ApplicationId, EnvironmentId, FlagsProfileId);
    const parsed = parseFlagDocumentText(Buffer.from(current.content).toString());
    if (parsed.ok) return parsed.value;
    throw new Error(`the deployed flag document is refused: ${parsed.problems[0]?.message}`);
  }

  /** Makes a document the next version and starts its deployment, by the template's strategy unless another is given. */
  async deploy(document: FlagDocument, strategyId = this.#outputs.StrategyId): Promise<number> {
    const { ApplicationId, EnvironmentId, FlagsProfileId } = this.#outputs;
    const version = await this.appConfig.createHostedConfigurationVersion({
      ApplicationId,
      ConfigurationProfileId: FlagsProfileId,
      Content: Buffer.from(printFlagDocument(document)),
      ContentType: 'application/json',
    });
    const deployment = await this.appConfig.startDeployment({
      ApplicationId,
      EnvironmentId,
      DeploymentStrategyId: strategyId,
      ConfigurationProfileId: FlagsProfileId,
      ConfigurationVersion: String(version.VersionNumber),
    });
    return deployment.DeploymentNumber ?? 0;
  }

  /** Deploys to everybody at once, as a kill is deployed; resolves to the deployment's number when it is over. */
  async deployAtOnce(document: FlagDocument): Promise<number> {
    const number = await this.deploy(document, this.#outputs.AtOnceStrategyId);
    await this.tick();
    return number;
  }

  deployment(number: number): DeploymentStatus {
    const { ApplicationId, EnvironmentId } = this.#outputs;
    const deployment = this.appConfig.getDeployment({
      ApplicationId,
      EnvironmentId,
      DeploymentNumber: number,
    });
    const rollback = deployment.EventLog?.find(({ EventType }) => EventType === 'ROLLBACK_STARTED');
    return {
      state: String(deployment.State),
      percentage: deployment.PercentageComplete ?? 0,
      rolledBackBy: rollback && causeOf(rollback.Description ?? 'no reason given'),
    };
  }

  /** Candidate and control over the last minute that CloudWatch has in full. */
  lastMinute(): RoleMinutes {
    const service = this.variables[ENV.service] ?? '';
    const environment = this.variables[ENV.stage] ?? '';
    return roleMinutes(this.cloudWatch, { service, environment, endMs: this.#clock.now() - MINUTE_MS });
  }

  view(): StageView {
    const { StrategyId } = this.#outputs;
    const strategy = this.appConfig.getDeploymentStrategy({ DeploymentStrategyId: StrategyId });
    const { GrowthFactor: growthPercent = 0, DeploymentDurationInMinutes: durationMinutes = 0 } = strategy;
    return {
      growthPercent,
      stepMinutes: (durationMinutes * growthPercent) / 100,
      durationMinutes,
      bakeMinutes: strategy.FinalBakeTimeInMinutes ?? 0,
      pollSeconds: Number(this.variables[AGENT_ENV.pollIntervalSeconds]),
      alarms: (this.cloudWatch.describeAlarms({}).MetricAlarms ?? []).map(({ AlarmName }) =>
        String(AlarmName),
      ),
    };
  }
}

/** The alarms first, since AppConfig looks at them. */
async function catchUp({ cloudWatch, appConfig }: Pick<Engines, 'cloudWatch' | 'appConfig'>): Promise<void> {
  cloudWatch.tick();
  await appConfig.tick();
}

/** AppConfig's event log names the alarms by their ARNs; the first one stands for all. */
function causeOf(description: string): string {
  return /:alarm:([^\s"',]+)/.exec(description)?.[1] ?? description;
}

function alarmStates(cloudWatch: CloudWatch): AlarmStates {
  return {
    state: (arn) => {
      const name = arn.split(':').at(-1) ?? '';
      const [alarm] = cloudWatch.describeAlarms({ AlarmNames: [name] }).MetricAlarms ?? [];
      if (!alarm) return undefined;
      return {
        state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
        actionsEnabled: alarm.ActionsEnabled !== false,
      };
    },
  };
}

/** The production validator; the only function AppConfig calls in this template. */
async function validate(appConfig: AppConfig, variables: Variables, event: unknown): Promise<void> {
  const validator = createValidator({
    environmentId: variables[ENV.environment] ?? '',
    deployed: {
      read: async ({ applicationId, environmentId, configurationProfileId }) => {
        try {
          const { current } = appConfig.deployed(applicationId, environmentId, configurationProfileId);
          return Buffer.from(current.content).toString();
        } catch (error) {
          if (error instanceof ServiceError && error.status === 404) return undefined;
          throw error;
        }
      },
    },
  });
  await validator(event);
}

/** The inference function is the one that is given a catalogue. */
function inferenceVariables(functions: ReadonlyMap<string, Variables>): Variables {
  const found = [...functions.values()].find((variables) => ENV.catalogue in variables);
  if (!found) throw new Error(`the template has no function with ${ENV.catalogue}: nothing can be rehearsed`);
  return found;
}
