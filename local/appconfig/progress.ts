import type {
  ActionPoint,
  DeploymentEvent,
  EnvironmentState,
  Monitor,
  TriggeredBy,
} from '@aws-sdk/client-appconfig';
import { MINUTE_MS } from '../clock.ts';
import type { ActionOutcome, ActionPoints } from './action-points.ts';
import type { AppConfigBehaviour } from './behaviour.ts';
import { type DeploymentRecord, isInProgress, type LogEntry, logEvent } from './deployment.ts';
import { type AlarmStates, fires } from './monitors.ts';
import type { Due } from './timeline.ts';

/** Who takes a deployment back, and what the event log says about it. */
export interface RollbackCause {
  readonly by: TriggeredBy;
  readonly description: string;
  readonly outcomes?: readonly ActionOutcome[];
}

/** What the progress of a deployment reads and changes outside of it. */
export interface ProgressPorts {
  readonly behaviour: AppConfigBehaviour;
  readonly alarms: AlarmStates;
  readonly actionPoints: ActionPoints;
  /** Monitors of the deployment's environment as they are now. */
  monitorsOf(record: DeploymentRecord): readonly Monitor[];
  /** The environment's state changed with the deployment's. */
  setEnvironment(record: DeploymentRecord, state: EnvironmentState): void;
  /** The deployment is complete: its version is what the environment serves from now on. */
  adopt(record: DeploymentRecord): void;
}

/** Moves a deployment from one state to the next; each moment is the virtual time it was due. */
export class Progress {
  readonly #ports: ProgressPorts;

  constructor(ports: ProgressPorts) {
    this.#ports = ports;
  }

  /** Enters the start into the log and calls `ON_DEPLOYMENT_START`. */
  async begin(record: DeploymentRecord, preStart: readonly ActionOutcome[]): Promise<void> {
    this.#ports.setEnvironment(record, 'DEPLOYING');
    await this.#announce(record, 'ON_DEPLOYMENT_START', {
      atMs: record.terms.startedAtMs,
      outcomes: preStart,
      EventType: 'DEPLOYMENT_STARTED',
      TriggeredBy: 'USER',
      Description: 'Deployment started',
    });
  }

  /** Does what fell due. */
  async process(record: DeploymentRecord, { kind, atMs }: Due): Promise<void> {
    switch (kind) {
      case 'monitor-check':
        return this.#checkMonitors(record, atMs);
      case 'tick':
        return this.#tick(record, atMs);
      case 'step':
        return this.#step(record, atMs);
      case 'bake':
        return this.#bake(record, atMs);
      case 'complete':
        return this.#complete(record, atMs);
      case 'end-rollback':
        return this.#endRollback(record, atMs);
    }
  }

  /** Starts taking the deployment back: from now on the previous version is served. */
  rollBack(record: DeploymentRecord, atMs: number, { by, description, outcomes = [] }: RollbackCause): void {
    record.state = 'ROLLING_BACK';
    record.percentage = 0;
    record.stateEndsAtMs = atMs + this.#ports.behaviour.rollbackMs;
    this.#ports.setEnvironment(record, 'ROLLING_BACK');
    const event = logEvent(record, atMs, {
      EventType: 'ROLLBACK_STARTED',
      TriggeredBy: by,
      Description: description,
    });
    addInvocations(event, outcomes);
  }

  #checkMonitors(record: DeploymentRecord, atMs: number): void {
    const { alarms, behaviour } = this.#ports;
    const atStart = record.monitorChecks === 0;
    record.monitorChecks += 1;
    const firing: string[] = [];
    for (const { AlarmArn = '' } of this.#ports.monitorsOf(record)) {
      if (!fires(alarms.state(AlarmArn), behaviour)) record.excusedAlarms.delete(AlarmArn);
      else if (atStart && behaviour.alarmFiringAtStart === 'ignore-until-it-recovers')
        record.excusedAlarms.add(AlarmArn);
      else if (!record.excusedAlarms.has(AlarmArn)) firing.push(AlarmArn);
    }
    if (firing.length === 0) return;
    const description = `Rollback initiated by CloudWatch alarm ${firing.join(', ')}`;
    this.rollBack(record, atMs, { by: 'CLOUDWATCH_ALARM', description });
  }

  async #tick(record: DeploymentRecord, atMs: number): Promise<void> {
    record.ticks += 1;
    const outcomes = await this.#call(record, 'AT_DEPLOYMENT_TICK', {
      DeploymentState: record.state,
      PercentageComplete: asDecimal(record.percentage),
    });
    // A user may have stopped the deployment while the functions ran.
    if (!isInProgress(record)) return;
    const failed = outcomes.find(({ invocation }) => invocation.ErrorCode !== undefined);
    const directed = outcomes.find(({ response }) => response.Directive === 'ROLL_BACK');
    if (failed !== undefined) {
      const { ActionName, ErrorMessage } = failed.invocation;
      const description = `Rollback initiated because extension action ${ActionName ?? ''} failed: ${ErrorMessage ?? ''}`;
      this.rollBack(record, atMs, { by: 'INTERNAL_ERROR', description, outcomes });
    } else if (directed !== undefined) {
      const description = `Rollback initiated by extension action ${directed.invocation.ActionName ?? ''}: ${String(directed.response.Description ?? 'no description')}`;
      this.rollBack(record, atMs, { by: 'APPCONFIG', description, outcomes });
    }
  }

  async #step(record: DeploymentRecord, atMs: number): Promise<void> {
    record.percentage = record.terms.steps[record.stepsTaken]?.percentage ?? 100;
    record.stepsTaken += 1;
    await this.#announce(record, 'ON_DEPLOYMENT_STEP', {
      atMs,
      EventType: 'PERCENTAGE_UPDATED',
      TriggeredBy: 'APPCONFIG',
      Description: `Configuration available to ${record.percentage.toFixed(2)}% of clients`,
    });
  }

  async #bake(record: DeploymentRecord, atMs: number): Promise<void> {
    record.state = 'BAKING';
    record.stateEndsAtMs = atMs + record.terms.strategy.FinalBakeTimeInMinutes * MINUTE_MS;
    await this.#announce(record, 'ON_DEPLOYMENT_BAKING', {
      atMs,
      EventType: 'BAKE_TIME_STARTED',
      TriggeredBy: 'APPCONFIG',
      Description: 'Deployment bake time started',
    });
  }

  async #complete(record: DeploymentRecord, atMs: number): Promise<void> {
    record.state = 'COMPLETE';
    record.completedAtMs = atMs;
    this.#ports.adopt(record);
    this.#ports.setEnvironment(record, 'READY_FOR_DEPLOYMENT');
    await this.#announce(record, 'ON_DEPLOYMENT_COMPLETE', {
      atMs,
      EventType: 'DEPLOYMENT_COMPLETED',
      TriggeredBy: 'APPCONFIG',
      Description: 'Deployment completed',
    });
  }

  async #endRollback(record: DeploymentRecord, atMs: number): Promise<void> {
    record.state = 'ROLLED_BACK';
    record.completedAtMs = atMs;
    this.#ports.setEnvironment(record, 'ROLLED_BACK');
    const cause = record.events.find(({ EventType }) => EventType === 'ROLLBACK_STARTED');
    await this.#announce(record, 'ON_DEPLOYMENT_ROLLED_BACK', {
      atMs,
      EventType: 'ROLLBACK_COMPLETED',
      TriggeredBy: cause?.TriggeredBy,
      Description: 'Rollback completed',
    });
  }

  /** Enters an event into the log and calls its action point, whose invocations become part of it. */
  async #announce(
    record: DeploymentRecord,
    point: ActionPoint,
    { atMs, outcomes = [], ...entry }: Announcement,
  ): Promise<void> {
    const event = logEvent(record, atMs, entry);
    addInvocations(event, outcomes);
    addInvocations(event, await this.#call(record, point, {}));
  }

  #call({ terms }: DeploymentRecord, point: ActionPoint, members: object): Promise<ActionOutcome[]> {
    const { environment, profile } = terms;
    return this.#ports.actionPoints.call(point, terms.extensions, {
      Application: { Id: environment.ApplicationId, Name: terms.applicationName },
      Environment: { Id: environment.Id, Name: environment.Name },
      ConfigurationProfile: { Id: profile.Id, Name: profile.Name },
      ConfigurationProfileType: profile.Type,
      DeploymentNumber: terms.number,
      Description: terms.description ?? '',
      ConfigurationVersion: terms.version.version,
      ...members,
    });
  }
}

interface Announcement extends LogEntry {
  readonly atMs: number;
  /** Of the calls that led to the event; default none. */
  readonly outcomes?: readonly ActionOutcome[];
}

function addInvocations({ ActionInvocations }: DeploymentEvent, outcomes: readonly ActionOutcome[]): void {
  ActionInvocations?.push(...outcomes.map(({ invocation }) => invocation));
}

/** 20 → `20.0`, as the tick payload spells it. */
function asDecimal(percentage: number): string {
  return Number.isInteger(percentage) ? percentage.toFixed(1) : String(percentage);
}
