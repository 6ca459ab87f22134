import type { Place } from '../guard/rollout-history.ts';

/** ARNs of what the watch reads and writes tags of. */
export interface ResourceArns {
  readonly environment: string;
  deployment(number: number): string;
}

/** The ARNs in the partition, Region and account of a function, whose own ARN Lambda gives with each invocation. */
export function resourceArns(functionArn: string, { applicationId, environmentId }: Place): ResourceArns {
  const [, partition, , region, account] = functionArn.split(':');
  const environment = `arn:${partition}:appconfig:${region}:${account}:application/${applicationId}/environment/${environmentId}`;
  return { environment, deployment: (number) => `${environment}/deployment/${number}` };
}
