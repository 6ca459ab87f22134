import { BUCKETS } from '../../core/evaluation/bucket.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import { type GuardProps, parseGuard } from '../../core/guard/parse-guard.ts';
import { GUARD_PARAMETER } from '../../lambda/contract.ts';
import { createMetricsRecord } from '../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../lambda/metric-names.ts';
import { ACCOUNT } from '../../local/account.ts';
import { Random } from '../../local/random.ts';
import { CliStage, MINUTE, type StageOptions } from './stage.ts';

export const GUARD: GuardProps = { guardrails: [{ metric: 'errors', tolerance: 1.1 }] };
const NAMES = { service: 'shop', stage: 'prod' };
const GUARD_FUNCTION = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:guard`;

/** Requests of one role in a minute, and how many of them fail. */
export interface RoleTraffic {
  readonly requests: number;
  readonly errors: number;
}

export type Traffic = Readonly<Partial<Record<Role, RoleTraffic>>>;

/** A stage whose stack has a guard: `parameters` in place of those that say so. */
export async function aGuardedStage(
  options: StageOptions = {},
  parameters: Readonly<Record<string, string>> = parametersOf(GUARD),
): Promise<CliStage> {
  const stage = await CliStage.open(options);
  const profile = `application/${stage.applicationId}/configurationprofile/${stage.profileId}`;
  associate(stage, profile, parameters);
  return stage;
}

let made = 0;

/** The association of an extension with a resource, as the stack's guard has one. */
export function associate(
  { appConfig }: CliStage,
  resource: string,
  parameters: Readonly<Record<string, string>>,
): void {
  made += 1;
  const Name = `extension-${made}`;
  appConfig.createExtension({
    Name,
    Actions: { AT_DEPLOYMENT_TICK: [{ Name: 'guard', Uri: GUARD_FUNCTION }] },
  });
  appConfig.createExtensionAssociation({
    ExtensionIdentifier: Name,
    ResourceIdentifier: `arn:aws:appconfig:${ACCOUNT.region}:${ACCOUNT.id}:${resource}`,
    Parameters: { ...parameters },
  });
}

/** What the stack says of a guard. */
export function parametersOf(guard: unknown, names = NAMES): Readonly<Record<string, string>> {
  return {
    [GUARD_PARAMETER.service]: names.service,
    [GUARD_PARAMETER.stage]: names.stage,
    [GUARD_PARAMETER.guard]: JSON.stringify(guard),
  };
}

/** Minutes of requests of users who come once, written by the inference function's own record. They pass with it. */
export async function serve(
  stage: CliStage,
  minutes: number,
  traffic: Traffic,
  names = NAMES,
): Promise<void> {
  const random = new Random(1);
  const parsed = parseGuard(GUARD);
  const record = createMetricsRecord({ ...names, guard: parsed.ok ? parsed.value : undefined });
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const [role, { requests, errors }] of Object.entries(traffic)) {
      for (let at = 0; at < requests; at += 1) {
        const metrics = { [METRIC.requests]: 1, [METRIC.errors]: at < errors ? 1 : 0 };
        const timestampMs = stage.clock.now();
        const bucket = random.integer(BUCKETS);
        stage.cloudWatch.ingestLog(record({ flag: 'm', role, bucket, metrics, properties: {}, timestampMs }));
      }
    }
    await stage.pass(MINUTE);
  }
}
