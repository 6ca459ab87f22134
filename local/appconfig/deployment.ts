import type {
  Deployment,
  DeploymentEvent,
  DeploymentState,
  DeploymentSummary,
} from '@aws-sdk/client-appconfig';
import type { BoundExtension } from './action-points.ts';
import type { DeployedVersion } from './deployed.ts';
import type { EnvironmentRecord } from './environments.ts';
import type { GrowthStep } from './growth.ts';
import type { ProfileRecord } from './profiles.ts';
import type { StrategyRecord } from './strategies.ts';

/** What a deployment was started with; none of it changes. */
export interface DeploymentTerms {
  readonly environment: EnvironmentRecord;
  readonly applicationName: string;
  readonly profile: ProfileRecord;
  readonly strategy: StrategyRecord;
  readonly number: number;
  readonly version: DeployedVersion;
  /** Served before, and again after a rollback or revert; `undefined` in the first deployment of the profile. */
  readonly before: { readonly version: DeployedVersion; readonly deploymentNumber: number } | undefined;
  readonly description: string | undefined;
  /** Kept, and nothing is encrypted with it. */
  readonly kmsKeyIdentifier: string | undefined;
  readonly extensions: readonly BoundExtension[];
  readonly steps: readonly GrowthStep[];
  readonly startedAtMs: number;
}

/** A deployment and where it stands. */
export interface DeploymentRecord {
  readonly terms: DeploymentTerms;
  state: DeploymentState;
  percentage: number;
  /** Newest first. */
  readonly events: DeploymentEvent[];
  completedAtMs: number | undefined;
  stepsTaken: number;
  monitorChecks: number;
  ticks: number;
  /** When the state the deployment is in ends by itself: the bake time or the rollback. */
  stateEndsAtMs: number | undefined;
  /** Monitors that fired at the start and have not recovered since. */
  readonly excusedAlarms: Set<string>;
}

/** A deployment that has just been started. */
export function startedDeployment(terms: DeploymentTerms): DeploymentRecord {
  return {
    terms,
    state: 'DEPLOYING',
    percentage: 0,
    events: [],
    completedAtMs: undefined,
    stepsTaken: 0,
    monitorChecks: 0,
    ticks: 0,
    stateEndsAtMs: undefined,
    excusedAlarms: new Set(),
  };
}

/** Still growing or baking: the new version is out, and alarms, ticks and users may take it back. */
export function isInProgress({ state }: DeploymentRecord): boolean {
  return state === 'DEPLOYING' || state === 'BAKING';
}

/** Keeps the environment from starting another deployment. */
export function occupiesEnvironment(record: DeploymentRecord): boolean {
  return isInProgress(record) || record.state === 'ROLLING_BACK';
}

/** What an event log says of an event. */
export type LogEntry = Pick<DeploymentEvent, 'EventType' | 'TriggeredBy' | 'Description'>;

/** Enters an event into the log, so far without invocations. */
export function logEvent({ events }: DeploymentRecord, atMs: number, entry: LogEntry): DeploymentEvent {
  const event: DeploymentEvent = { ...entry, ActionInvocations: [], OccurredAt: new Date(atMs) };
  events.unshift(event);
  return event;
}

/** The deployment as `GetDeployment` answers it. */
export function deploymentView(record: DeploymentRecord): Deployment {
  const { terms } = record;
  return {
    ApplicationId: terms.environment.ApplicationId,
    EnvironmentId: terms.environment.Id,
    DeploymentStrategyId: terms.strategy.Id,
    ConfigurationLocationUri: terms.profile.LocationUri,
    ...summaryView(record),
    ...(terms.description === undefined ? {} : { Description: terms.description }),
    ...(terms.kmsKeyIdentifier === undefined ? {} : { KmsKeyIdentifier: terms.kmsKeyIdentifier }),
    EventLog: structuredClone(record.events),
    AppliedExtensions: terms.extensions.map(({ applied }) => applied),
  };
}

/** The deployment as `ListDeployments` answers it. */
export function summaryView({ terms, ...record }: DeploymentRecord): DeploymentSummary {
  const { strategy, profile, version } = terms;
  return {
    DeploymentNumber: terms.number,
    ConfigurationProfileId: profile.Id,
    ConfigurationName: profile.Name,
    ConfigurationVersion: version.version,
    DeploymentDurationInMinutes: strategy.DeploymentDurationInMinutes,
    GrowthType: strategy.GrowthType,
    GrowthFactor: strategy.GrowthFactor,
    FinalBakeTimeInMinutes: strategy.FinalBakeTimeInMinutes,
    State: record.state,
    PercentageComplete: record.percentage,
    StartedAt: new Date(terms.startedAtMs),
    ...(record.completedAtMs === undefined ? {} : { CompletedAt: new Date(record.completedAtMs) }),
    ...(version.label === undefined ? {} : { VersionLabel: version.label }),
  };
}
