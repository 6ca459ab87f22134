import type { DeploymentEvent } from '@aws-sdk/client-appconfig';
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { printFlagDocument } from '../../core/document/print-flag-document.ts';
import type { Guard } from '../../core/guard/guard.ts';
import { servedWords } from '../../lambda/comparison/served-words.ts';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import { GUARD_METRIC } from '../../lambda/metric-names.ts';
import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { AppConfig } from '../appconfig/appconfig.ts';
import type { AppConfigBehaviour } from '../appconfig/behaviour.ts';
import { MINUTE_MS, type VirtualClock } from '../clock.ts';
import { alarmStates } from '../cloudwatch/alarm-states.ts';
import { CloudWatch, METRIC_DELAY_MS } from '../cloudwatch/cloudwatch.ts';
import { Events } from '../events/events.ts';
import { tellOfAlarms } from '../sns/alarm-messages.ts';
import { type Notification, Topics } from '../sns/topics.ts';
import { type EvidenceMinute, readEvidence } from './evidence.ts';
import type { StageView } from './observer.ts';
import { provision } from './provision.ts';
import type { Engines, Variables } from './rehearsed-resources.ts';
import { type RoleMinutes, roleMinutes } from './role-minutes.ts';
import { StageFunctions } from './stage-functions.ts';

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
  /** Only when it was taken back. */
  readonly rollback: Rollback | undefined;
}

/** Why a deployment was taken back, by AppConfig's event log. */
export interface Rollback {
  /** Name of the alarm, `guard`, or what else triggered it. */
  readonly by: string;
  /** What the log says. */
  readonly description: string;
}

interface BroughtUp {
  readonly clock: VirtualClock;
  readonly engines: Engines;
  readonly outputs: Readonly<Record<string, string>>;
  readonly removals: readonly WatchResult[];
}

/** A stage of the template brought up in the engines, and what an operator does with it. */
export class RehearsedStage {
  readonly appConfig: AppConfig;
  readonly cloudWatch: CloudWatch;
  /** Environment variables of the inference function. */
  readonly variables: Variables;
  /** The guard that the functions are given; `undefined` in a stage without one. */
  readonly guard: Guard | undefined;
  /** What the watch has done about candidates of complete deployments, oldest first. */
  readonly removals: readonly WatchResult[];
  readonly #clock: VirtualClock;
  readonly #engines: Engines;
  readonly #outputs: Readonly<Record<string, string>>;

  private constructor({ clock, engines, outputs, removals }: BroughtUp) {
    this.#clock = clock;
    this.#engines = engines;
    this.removals = removals;
    this.appConfig = engines.appConfig;
    this.cloudWatch = engines.cloudWatch;
    this.#outputs = outputs;
    this.variables = inferenceVariables(engines.functions);
    this.guard = inferenceSettings(this.variables).guard;
  }

  static async create({ template, clock, behaviour = {} }: RehearsedStageOptions): Promise<RehearsedStage> {
    const cloudWatch = new CloudWatch({ clock, metricDelayMs: METRIC_DELAY_MS });
    const removals: WatchResult[] = [];
    const watched = (result: WatchResult): void => {
      if (result.action === 'reverted' || result.action === 'killed') removals.push(result);
    };
    const functions: StageFunctions = new StageFunctions(() => ({
      ...{ appConfig, cloudWatch, clock, pass, watched },
    }));
    const topics = new Topics({ clock });
    tellOfAlarms(cloudWatch, topics);
    const events = new Events({ clock, functions, topics });
    const appConfig = new AppConfig({
      ...{ clock, behaviour, functions, events },
      alarms: alarmStates(cloudWatch),
    });
    const pass = (durationMs: number): Promise<void> => {
      clock.advance(durationMs);
      return catchUp(engines);
    };
    const { variables } = functions;
    const engines: Engines = { appConfig, cloudWatch, events, topics, functions: variables, pass };
    const outputs = await provision(template, engines);
    return new RehearsedStage({ clock, engines, outputs, removals });
  }

  /** What topics were told, oldest first. */
  get notifications(): readonly Notification[] {
    return this.#engines.topics.notifications;
  }

  /** Brings alarms, AppConfig and the event bus up to the clock. */
  tick(): Promise<void> {
    return catchUp(this.#engines);
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
      rollback: rollback && rollbackOf(rollback),
    };
  }

  /** Candidate, control and evidence over the last minute that CloudWatch has in full. */
  lastMinute(): RoleMinutes & { readonly evidence: number | undefined } {
    const endMs = this.#clock.now() - MINUTE_MS;
    const [said] = this.evidence(endMs, this.#clock.now());
    return { ...roleMinutes(this.cloudWatch, { ...this.#names(), endMs }), evidence: said?.combined };
  }

  /** What the guard said by minute, from a full minute on. */
  evidence(startMs: number, endMs = this.#clock.now()): readonly EvidenceMinute[] {
    return this.guard ? readEvidence(this.cloudWatch, { ...this.#names(), startMs, endMs }) : [];
  }

  /** Whether the alarm watches the guard, and not the requests. */
  isGuardAlarm(name: string): boolean {
    const [alarm] = this.cloudWatch.describeAlarms({ AlarmNames: [name] }).MetricAlarms ?? [];
    return (alarm?.Metrics ?? []).some(isOfGuard);
  }

  view(): StageView {
    const { StrategyId } = this.#outputs;
    const strategy = this.appConfig.getDeploymentStrategy({ DeploymentStrategyId: StrategyId });
    const { GrowthFactor: growthPercent = 0, DeploymentDurationInMinutes: durationMinutes = 0 } = strategy;
    return {
      ...this.#names(),
      growthPercent,
      stepMinutes: (durationMinutes * growthPercent) / 100,
      durationMinutes,
      bakeMinutes: strategy.FinalBakeTimeInMinutes ?? 0,
      pollSeconds: Number(this.variables[AGENT_ENV.pollIntervalSeconds]),
      alarms: (this.cloudWatch.describeAlarms({}).MetricAlarms ?? []).map(({ AlarmName }) =>
        String(AlarmName),
      ),
      guard: this.guard,
      served: this.document().flags.map((flag) => ({ flag: flag.flag, value: servedWords(flag) })),
    };
  }

  #names(): { readonly service: string; readonly environment: string } {
    return { service: this.variables[ENV.service] ?? '', environment: this.variables[ENV.stage] ?? '' };
  }
}

/** The alarms first, since AppConfig looks at them. */
async function catchUp({ cloudWatch, appConfig, events }: Engines): Promise<void> {
  cloudWatch.tick();
  await appConfig.tick();
  await events.tick();
}

/** AppConfig's event log names the alarms by their ARNs; the first one stands for all. */
function rollbackOf({ TriggeredBy, Description = 'no reason given' }: DeploymentEvent): Rollback {
  const alarm = /:alarm:([^\s"',]+)/.exec(Description)?.[1];
  return { by: alarm ?? (TriggeredBy === 'APPCONFIG' ? 'guard' : Description), description: Description };
}

function isOfGuard({ MetricStat }: MetricDataQuery): boolean {
  const names: readonly unknown[] = Object.values(GUARD_METRIC);
  return names.includes(MetricStat?.Metric?.MetricName);
}

/** The inference function is the one that is given a catalogue. */
function inferenceVariables(functions: ReadonlyMap<string, Variables>): Variables {
  const found = [...functions.values()].find((variables) => ENV.catalogue in variables);
  if (!found) throw new Error(`the template has no function with ${ENV.catalogue}: nothing can be rehearsed`);
  return found;
}
