import type {
  Deployment,
  Deployments as DeploymentPage,
  GetDeploymentRequest,
  ListDeploymentsRequest,
  StopDeploymentRequest,
} from '@aws-sdk/client-appconfig';
import { type Clock, MINUTE_MS } from '../clock.ts';
import type { ActionOutcome } from './action-points.ts';
import type { AppConfigBehaviour } from './behaviour.ts';
import type { Deployed } from './deployed.ts';
import {
  type DeploymentRecord,
  type DeploymentTerms,
  deploymentView,
  isInProgress,
  logEvent,
  occupiesEnvironment,
  startedDeployment,
  summaryView,
} from './deployment.ts';
import type { EnvironmentRecord } from './environments.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { required } from './input.ts';
import { pageOf } from './page.ts';
import { Progress, type ProgressPorts } from './progress.ts';
import { type Due, nextDue } from './timeline.ts';

const REVERTIBLE_MS = 72 * 60 * MINUTE_MS;

type Served = NonNullable<DeploymentTerms['before']>;

/** The deployments of every environment: one at a time in each, numbered from 1. */
export class Deployments {
  readonly #clock: Clock;
  readonly #behaviour: AppConfigBehaviour;
  readonly #ports: ProgressPorts;
  readonly #progress: Progress;
  readonly #byEnvironment = new Map<string, DeploymentRecord[]>();
  /** What each profile of an environment serves when no deployment of it runs. */
  readonly #served = new Map<string, Served>();
  /** Environments whose next deployment is being validated. */
  readonly #reserved = new Set<string>();
  /** Deployments that wait for a function: nobody else moves them meanwhile. */
  readonly #busy = new Set<DeploymentRecord>();
  #ticking: Promise<void> | undefined;

  constructor(clock: Clock, ports: Omit<ProgressPorts, 'adopt'>) {
    this.#clock = clock;
    this.#behaviour = ports.behaviour;
    this.#ports = {
      ...ports,
      adopt: ({ terms }) => this.#serve(terms, { version: terms.version, deploymentNumber: terms.number }),
    };
    this.#progress = new Progress(this.#ports);
  }

  /**
   * Keeps the environment for the deployment that `prepare` describes, and starts it. Throws `ConflictException` while
   * another one runs, or when `latestNumber` is not the number of the latest one; what `prepare` throws, it throws.
   */
  async start(
    environment: EnvironmentRecord,
    latestNumber: number | undefined,
    prepare: (
      number: number,
      servedOf: (profileId: string) => Served | undefined,
    ) => Promise<{ terms: DeploymentTerms; outcomes: readonly ActionOutcome[] }>,
  ): Promise<Deployment> {
    const records = this.#of(environment.Id);
    this.#assertFree(environment, records, latestNumber);
    this.#reserved.add(environment.Id);
    try {
      const servedOf = (profileId: string) => this.#served.get(key(environment.Id, profileId));
      const { terms, outcomes } = await prepare(records.length + 1, servedOf);
      const record = startedDeployment(terms);
      records.push(record);
      this.#busy.add(record);
      await this.#progress.begin(record, outcomes);
      this.#busy.delete(record);
      const view = deploymentView(record);
      await this.#run([record]);
      return view;
    } finally {
      this.#reserved.delete(environment.Id);
    }
  }

  get({ EnvironmentId, DeploymentNumber }: GetDeploymentRequest): Deployment {
    return deploymentView(this.#find({ EnvironmentId, DeploymentNumber }));
  }

  /** Newest first. */
  list(input: ListDeploymentsRequest): DeploymentPage {
    const records = this.#of(required(input.EnvironmentId, 'EnvironmentId'));
    return pageOf(records.map(summaryView).reverse(), input);
  }

  /** Takes back a deployment in progress, or a complete one with `AllowRevert`. Throws `BadRequestException`. */
  async stop(input: StopDeploymentRequest): Promise<Deployment> {
    const record = this.#find(input);
    const revert = input.AllowRevert === true;
    if (record.state === 'COMPLETE') this.#revert(record, revert);
    else {
      this.#assertStoppable(record, revert);
      const description = 'Rollback initiated by the user';
      this.#progress.rollBack(record, this.#clock.now(), { by: 'USER', description });
      await this.#run([record]);
    }
    return deploymentView(record);
  }

  /** See `AppConfig.tick`. A call made while one is under way joins it. */
  tick(): Promise<void> {
    this.#ticking ??= this.#run(undefined).finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  isOccupied(environmentId: string): boolean {
    const latest = this.#of(environmentId).at(-1);
    return this.#reserved.has(environmentId) || (latest !== undefined && occupiesEnvironment(latest));
  }

  /** What the environment serves of the profile; `undefined` = nothing. */
  deployed(environmentId: string, profileId: string): Deployed | undefined {
    const served = this.#served.get(key(environmentId, profileId));
    const latest = this.#of(environmentId).at(-1);
    if (latest !== undefined && isInProgress(latest) && latest.terms.profile.Id === profileId) {
      const { version, number, before } = latest.terms;
      return {
        ...{ environmentId, deploymentNumber: number, current: version, percentage: latest.percentage },
        ...(before === undefined ? {} : { previous: before.version }),
      };
    }
    if (served === undefined) return undefined;
    const { version: current, deploymentNumber } = served;
    return { environmentId, deploymentNumber, current, percentage: 100 };
  }

  #revert(record: DeploymentRecord, allowed: boolean): void {
    const { terms, completedAtMs = 0 } = record;
    if (!allowed)
      throw badRequest(`deployment ${terms.number} is COMPLETE; give AllowRevert to take it back`);
    const ageMs = this.#clock.now() - completedAtMs;
    if (ageMs > REVERTIBLE_MS) {
      throw badRequest(`deployment ${terms.number} completed more than 72 hours ago; start a new deployment`);
    }
    const served = this.#served.get(key(terms.environment.Id, terms.profile.Id));
    if (served?.deploymentNumber !== terms.number || this.isOccupied(terms.environment.Id)) {
      throw badRequest(`deployment ${terms.number} is not the latest; start a new deployment`);
    }
    this.#serve(terms, terms.before);
    record.state = 'REVERTED';
    record.percentage = 0;
    this.#ports.setEnvironment(record, 'REVERTED');
    logEvent(record, this.#clock.now(), {
      EventType: 'REVERT_COMPLETED',
      TriggeredBy: 'USER',
      Description: 'Revert completed',
    });
  }

  #assertStoppable(record: DeploymentRecord, revert: boolean): void {
    const refused = record.state === 'BAKING' && !revert && this.#behaviour.stopWhileBaking === 'refuse';
    if (isInProgress(record) && !refused) return;
    throw badRequest(`deployment ${record.terms.number} is ${record.state} and cannot be stopped`);
  }

  #assertFree(
    environment: EnvironmentRecord,
    records: readonly DeploymentRecord[],
    latestNumber: number | undefined,
  ): void {
    if (this.isOccupied(environment.Id)) {
      throw conflict(
        `a deployment to environment ${environment.Name} is in progress; wait for it or stop it`,
      );
    }
    if (latestNumber !== undefined && latestNumber !== records.length) {
      throw conflict(`LatestDeploymentNumber is ${latestNumber}, the latest deployment is ${records.length}`);
    }
  }

  async #run(only: readonly DeploymentRecord[] | undefined): Promise<void> {
    for (;;) {
      const next = this.#earliest(only ?? this.#latest());
      if (next === undefined) return;
      this.#busy.add(next.record);
      try {
        await this.#progress.process(next.record, next.due);
      } finally {
        this.#busy.delete(next.record);
      }
    }
  }

  #earliest(records: readonly DeploymentRecord[]): { record: DeploymentRecord; due: Due } | undefined {
    let earliest: { record: DeploymentRecord; due: Due } | undefined;
    for (const record of records) {
      if (this.#busy.has(record)) continue;
      const due = nextDue(record, this.#behaviour);
      if (due === undefined || due.atMs > this.#clock.now()) continue;
      if (earliest === undefined || due.atMs < earliest.due.atMs) earliest = { record, due };
    }
    return earliest;
  }

  #latest(): DeploymentRecord[] {
    return [...this.#byEnvironment.values()].flatMap((records) => records.at(-1) ?? []);
  }

  #serve({ environment, profile }: DeploymentTerms, served: Served | undefined): void {
    if (served === undefined) this.#served.delete(key(environment.Id, profile.Id));
    else this.#served.set(key(environment.Id, profile.Id), served);
  }

  #find({
    EnvironmentId,
    DeploymentNumber,
  }: Pick<GetDeploymentRequest, 'EnvironmentId' | 'DeploymentNumber'>): DeploymentRecord {
    const number = required(DeploymentNumber, 'DeploymentNumber');
    const record = this.#of(required(EnvironmentId, 'EnvironmentId'))[number - 1];
    if (record === undefined) throw notFound('Deployment', String(number));
    return record;
  }

  #of(environmentId: string): DeploymentRecord[] {
    const records = this.#byEnvironment.get(environmentId) ?? [];
    this.#byEnvironment.set(environmentId, records);
    return records;
  }
}

function key(environmentId: string, profileId: string): string {
  return `${environmentId}/${profileId}`;
}
