import type { ActionPoint, Deployment, Monitor, Validator } from '@aws-sdk/client-appconfig';
import { expect } from 'vitest';
import { AppConfig, type AppConfigOptions } from '../../../local/appconfig/appconfig.ts';
import type { FunctionInvoker } from '../../../local/appconfig/function-invoker.ts';
import type { AlarmStates, MonitoredAlarm } from '../../../local/appconfig/monitors.ts';
import { VirtualClock } from '../../../local/clock.ts';

export const START = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;

/** Functions by ARN; remembers every call. */
export class ScriptedFunctions implements FunctionInvoker {
  readonly calls: { arn: string; payload: Record<string, unknown> }[] = [];
  readonly #byArn = new Map<string, (payload: Record<string, unknown>) => unknown>();

  on(arn: string, answer: (payload: Record<string, unknown>) => unknown): this {
    this.#byArn.set(arn, answer);
    return this;
  }

  async invoke(arn: string, payload: unknown): Promise<unknown> {
    this.calls.push({ arn, payload: payload as Record<string, unknown> });
    return this.#byArn.get(arn)?.(payload as Record<string, unknown>);
  }
}

/** Alarms by ARN; `OK` until set. */
export class ScriptedAlarms implements AlarmStates {
  readonly #byArn = new Map<string, MonitoredAlarm>();

  set(arn: string, state: MonitoredAlarm['state'], actionsEnabled = true): void {
    this.#byArn.set(arn, { state, actionsEnabled });
  }

  state(arn: string): MonitoredAlarm | undefined {
    return this.#byArn.get(arn) ?? { state: 'OK', actionsEnabled: true };
  }
}

export interface SceneOptions extends Partial<Omit<AppConfigOptions, 'clock'>> {
  readonly monitors?: Monitor[];
  readonly validators?: Validator[];
}

/** An application `shop` with an environment `prod`, a profile `flags`, and two strategies. */
export class Scene {
  readonly clock = new VirtualClock(START);
  readonly functions = new ScriptedFunctions();
  readonly alarms = new ScriptedAlarms();
  readonly engine: AppConfig;
  readonly applicationId: string;
  readonly environmentId: string;
  readonly profileId: string;
  /** 25 per cent every 5 minutes, 10 minutes of bake time. */
  readonly gradual: string;
  /** Complete as soon as it is started. */
  readonly atOnce: string;
  #extensions = 0;

  constructor({ monitors = [], validators = [], ...options }: SceneOptions = {}) {
    const { clock, functions, alarms } = this;
    this.engine = new AppConfig({ clock, functions, alarms, ...options });
    const ApplicationId = this.engine.createApplication({ Name: 'shop' }).Id ?? '';
    this.applicationId = ApplicationId;
    this.environmentId =
      this.engine.createEnvironment({ ApplicationId, Name: 'prod', Monitors: monitors }).Id ?? '';
    this.profileId =
      this.engine.createConfigurationProfile({
        ...{ ApplicationId, Name: 'flags', LocationUri: 'hosted', Validators: validators },
      }).Id ?? '';
    this.gradual = this.strategy({ growth: 25, minutes: 20, bakeMinutes: 10 });
    this.atOnce = this.strategy({ growth: 100, minutes: 0, bakeMinutes: 0 });
  }

  get environment() {
    return { ApplicationId: this.applicationId, EnvironmentId: this.environmentId };
  }

  get profile() {
    return { ApplicationId: this.applicationId, ConfigurationProfileId: this.profileId };
  }

  strategy({
    growth,
    minutes,
    bakeMinutes,
  }: {
    growth: number;
    minutes: number;
    bakeMinutes: number;
  }): string {
    const strategy = this.engine.createDeploymentStrategy({
      Name: `${growth} over ${minutes}`,
      DeploymentDurationInMinutes: minutes,
      FinalBakeTimeInMinutes: bakeMinutes,
      GrowthFactor: growth,
    });
    return strategy.Id ?? '';
  }

  /** Makes a hosted version and resolves to its number as text. */
  async version(content: unknown, VersionLabel?: string): Promise<string> {
    const made = await this.engine.createHostedConfigurationVersion({
      ...this.profile,
      ContentType: 'application/json',
      Content: Buffer.from(JSON.stringify(content)),
      VersionLabel,
    });
    return String(made.VersionNumber);
  }

  start(version: string, strategyId = this.gradual): Promise<Deployment> {
    return this.engine.startDeployment({
      ...this.environment,
      ...this.profile,
      DeploymentStrategyId: strategyId,
      ConfigurationVersion: version,
    });
  }

  /** Makes a version of the content and starts its deployment. */
  async deploy(content: unknown, strategyId = this.gradual): Promise<Deployment> {
    return this.start(await this.version(content), strategyId);
  }

  /** Moves the clock and ticks once. */
  async after(minutes: number): Promise<void> {
    this.clock.advance(minutes * MINUTE);
    await this.engine.tick();
  }

  deployment(number = 1): Deployment {
    return this.engine.getDeployment({ ...this.environment, DeploymentNumber: number });
  }

  stop(number = 1, AllowRevert?: boolean): Promise<Deployment> {
    return this.engine.stopDeployment({ ...this.environment, DeploymentNumber: number, AllowRevert });
  }

  environmentState(): string | undefined {
    return this.engine.getEnvironment(this.environment).State;
  }

  /** What is served: content of `current` and `previous`, and the percentage. */
  served(): { current: unknown; previous?: unknown; percentage: number } {
    const { current, previous, percentage } = this.engine.deployed('shop', 'prod', 'flags');
    return {
      current: parsed(current.content),
      ...(previous === undefined ? {} : { previous: parsed(previous.content) }),
      percentage,
    };
  }

  /** Associates an extension whose action at `point` is the function `arn`, by default with the profile. */
  extend(
    point: ActionPoint,
    arn: string,
    Parameters: Record<string, string> = {},
    resource = `application/${this.applicationId}/configurationprofile/${this.profileId}`,
  ): void {
    const { Id } = this.engine.createExtension({
      Name: `${point} ${this.#extensions++}`,
      Actions: { [point]: [{ Name: 'act', Uri: arn, RoleArn: 'arn:aws:iam::123456789012:role/x' }] },
    });
    this.engine.createExtensionAssociation({
      ExtensionIdentifier: Id,
      ResourceIdentifier: `arn:aws:appconfig:us-east-1:123456789012:${resource}`,
      Parameters,
    });
  }
}

function parsed(content: Uint8Array): unknown {
  return JSON.parse(Buffer.from(content).toString('utf8'));
}

/** Event types of a deployment's log, oldest first, with the minute after {@link START}. */
export function timeline({ EventLog = [] }: Deployment): string[] {
  return EventLog.toReversed().map(({ EventType, OccurredAt }) => {
    const minute = ((OccurredAt?.getTime() ?? 0) - START) / MINUTE;
    return `${minute} ${EventType}`;
  });
}

/** Matches a thrown error by AWS's name of it and what its message says. */
export function awsError(name: string, message = /./): unknown {
  return expect.objectContaining({ name, message: expect.stringMatching(message) });
}
