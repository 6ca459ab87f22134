import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import type { Role } from '../../../core/evaluation/decision.ts';
import type { Guard } from '../../../core/guard/guard.ts';
import { type GuardProps, parseGuard } from '../../../core/guard/parse-guard.ts';
import { createAssess } from '../../../lambda/guard/assess.ts';
import type { Assess } from '../../../lambda/guard/assessment.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/aws-readers.ts';
import { createTickHandler, type TickHandler } from '../../../lambda/guard/create-tick-handler.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { CloudWatchGuardData } from '../../../lambda/guard/guard-data-source.ts';
import { createGuardRecord } from '../../../lambda/guard/guard-record.ts';
import { AppConfigRolloutHistory } from '../../../lambda/guard/rollout-history.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { METRIC, type MetricName } from '../../../lambda/metric-names.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import type { HttpHandler } from '../../../local/http/loopback-server.ts';
import { routed } from '../../../local/http/router.ts';
import { Random } from '../../../local/random.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { MINUTE, Scene } from '../../local/appconfig/scene.ts';

export const NAMES = { service: 'shop', stage: 'prod' };

/** A guard in normal form, on errors unless told otherwise. */
export function aGuard(props: Partial<GuardProps> = {}): Guard {
  const parsed = parseGuard({ guardrails: [{ metric: 'errors', tolerance: 1.1 }], ...props });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.value;
}

/** A document that serves `candidate` to a percentage of the users. */
export function ramp(percentage: number, candidate = 'new') {
  return aDocument([aFlag({ rules: [aPercentage(percentage, {}, candidate)] })]);
}

/** A document that compares nothing. */
export const AT_REST = aDocument([aFlag()]);

export interface RoleTraffic {
  readonly requests: number;
  readonly errors: number;
}

/** Puts something between the SDK's client and an engine. */
export type Between = (engine: HttpHandler) => HttpHandler;

const same: Between = (engine) => engine;

/** AppConfig and CloudWatch on one virtual clock, and the guard that reads them through the SDK's own clients. */
export class GuardedScene extends Scene {
  readonly cloudWatch = new CloudWatch({ clock: this.clock });
  readonly guard: Guard;
  readonly #random = new Random(1);
  /** Lines that the handler has written. */
  readonly lines: Record<string, unknown>[] = [];

  constructor(guard = aGuard()) {
    super();
    this.guard = guard;
  }

  /** One minute of requests, of users who come once, written by the inference function's own record. Then it is over. */
  async minute(traffic: Readonly<Partial<Record<Role, RoleTraffic>>>): Promise<void> {
    const record = createMetricsRecord({ ...NAMES, guard: this.guard });
    for (const [role, { requests, errors }] of Object.entries(traffic)) {
      for (let at = 0; at < requests; at += 1) {
        const metrics: Partial<Record<MetricName, number>> = {
          [METRIC.requests]: 1,
          [METRIC.errors]: at < errors ? 1 : 0,
        };
        const timestampMs = this.clock.now();
        this.cloudWatch.ingestLog(
          record({
            flag: 'm',
            role,
            bucket: this.#random.integer(BUCKETS),
            metrics,
            properties: {},
            timestampMs,
          }),
        );
      }
    }
    await this.after(1);
  }

  async minutes(count: number, traffic: Readonly<Partial<Record<Role, RoleTraffic>>>): Promise<void> {
    for (let minute = 0; minute < count; minute += 1) await this.minute(traffic);
  }

  async assess(
    between: { readonly appConfig?: Between; readonly cloudWatch?: Between } = {},
  ): Promise<Assess> {
    const { appConfig = same, cloudWatch = same } = between;
    const history = await connect(AppConfigClient, appConfig(routed(appConfigRoutes(this.engine))));
    const metrics = await connect(CloudWatchClient, cloudWatch(cloudWatchHandler(this.cloudWatch)));
    return createAssess({
      history: new AppConfigRolloutHistory(deploymentReader(history.client)),
      metrics: new CloudWatchGuardData(metricReader(metrics.client), { guard: this.guard, ...NAMES }),
      guard: this.guard,
      means: exactOnly(this.guard),
      clock: this.clock,
    });
  }

  /** The tick handler; `assess` in place of the one that reads the engines. */
  async handler(assess?: Assess): Promise<TickHandler> {
    return createTickHandler({
      assess: assess ?? (await this.assess()),
      alpha: this.guard.alpha,
      flagsProfile: this.profileId,
      record: createGuardRecord(NAMES.service, NAMES.stage),
      clock: this.clock,
      emit: (line) => this.lines.push(JSON.parse(line)),
    });
  }

  /** What a look looks at; nobody waits for longer than `budgetMs`. */
  look(budgetMs = 2000) {
    return {
      applicationId: this.applicationId,
      environmentId: this.environmentId,
      profileId: this.profileId,
      deadlineMs: this.clock.now() + budgetMs,
    };
  }

  /** The event that AppConfig sends at a tick. */
  tickEvent(): object {
    return {
      InvocationId: 'i',
      Type: 'AtDeploymentTick',
      Application: { Id: this.applicationId, Name: 'shop' },
      Environment: { Id: this.environmentId, Name: 'prod' },
      ConfigurationProfile: { Id: this.profileId, Name: 'flags' },
      DeploymentNumber: 1,
      DeploymentState: 'DEPLOYING',
      PercentageComplete: '20.0',
      Parameters: {},
    };
  }
}

export { MINUTE };
