import type { CfnEnvironment } from 'aws-cdk-lib/aws-appconfig';
import { CfnAlarm, CfnCompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type Rendered, rendered } from './rendered.ts';
import type { Finding } from './synth-check.ts';

/** AppConfig's limit on the monitors of an environment. */
const MAX_MONITORS = 5;

/** Why an alarm cannot be relied on that treats missing data so; whatever is not listed can. */
const MISSING_DATA: Readonly<Record<string, string>> = {
  missing: 'goes INSUFFICIENT_DATA whenever there is none, for which AppConfig may take any rollout back',
  breaching: 'fires whenever there is none, and AppConfig takes any rollout back',
  ignore: 'is INSUFFICIENT_DATA until its first datapoint, for which AppConfig may take any rollout back',
};

/** An alarm and the path of its construct. */
export interface MonitorAlarm {
  readonly path: string;
  readonly resource: CfnAlarm;
}

/** The alarms of this app among the monitors. What imported and composite alarms look at is not known. */
export function alarmsAmong(monitors: readonly IAlarm[]): readonly MonitorAlarm[] {
  return monitors.flatMap(({ node }) =>
    node.defaultChild instanceof CfnAlarm ? [{ path: node.path, resource: node.defaultChild }] : [],
  );
}

/** Refuses more monitors than an environment takes, however they came to it. */
export function tooManyMonitors(environment: CfnEnvironment): readonly Finding[] {
  const { Monitors: monitors } = rendered(environment);
  const problem = Array.isArray(monitors) ? monitorsProblem(monitors.length) : undefined;
  return problem === undefined ? [] : [{ check: 'too-many-monitors', message: problem }];
}

/** What is wrong with so many monitors. */
export function monitorsProblem(count: number): string | undefined {
  if (count <= MAX_MONITORS) return undefined;
  return `monitors has ${count} alarms, but an AppConfig environment takes ${MAX_MONITORS} at most: combine some in a composite alarm`;
}

/** Refuses monitors whose actions are disabled: AppConfig does not heed those ("Monitoring deployments" in its guide). */
export function disabledActions(monitors: readonly IAlarm[]): readonly Finding[] {
  return monitors.flatMap(({ node }) => {
    const { defaultChild: resource } = node;
    const isAlarm = resource instanceof CfnAlarm || resource instanceof CfnCompositeAlarm;
    if (!isAlarm || rendered(resource).ActionsEnabled !== false) return [];
    const message = `monitor ${node.path} has its actions disabled, and AppConfig takes nothing back for such an alarm: leave actionsEnabled true, without actions if nobody is to be told, or take it out of monitors`;
    return [{ check: 'actions-disabled', message }];
  });
}

/**
 * Warns of monitors that missing data alone can bring to a rollback. AppConfig's guide names `INSUFFICIENT_DATA` as a
 * reason on one page of three.
 */
export function missingData(monitors: readonly IAlarm[]): readonly Finding[] {
  return alarmsAmong(monitors).flatMap(({ path, resource }) => {
    const treatment = missingDataOf(rendered(resource));
    const reason = treatment === undefined ? undefined : MISSING_DATA[treatment];
    if (reason === undefined) return [];
    const message = `monitor ${path} treats missing data as ${treatment}, so it ${reason}: set its treatMissingData to NOT_BREACHING`;
    return [{ check: 'missing-data', message }];
  });
}

/** CloudWatch's default is `missing`; `undefined` where only the deployment knows. */
function missingDataOf({ TreatMissingData: treatment = 'missing' }: Rendered): string | undefined {
  return typeof treatment === 'string' ? treatment : undefined;
}
