import { Color, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { PERIOD, type RolloutMetrics } from '../constructs/rollout-metrics.ts';
import { graph, ROLE_COLOUR } from './look.ts';

const ROLES = ['control', 'candidate'] as const;

/** What comes in through the door for outcomes: how many of each for either role, and whether its function runs. */
export function outcomeGraphs(
  metrics: RolloutMetrics,
  { outcomes, door }: { readonly outcomes: readonly string[]; readonly door: LambdaFunction },
): readonly IWidget[] {
  const received = outcomes.map((outcome) => {
    const left = ROLES.map((role) =>
      metrics.outcomeCount(outcome, role).with({ label: role, color: ROLE_COLOUR[role] }),
    );
    return graph(`Received of ${outcome}`, 'a minute', { left });
  });
  return [...received, functionGraph(door)];
}

function functionGraph(door: LambdaFunction): IWidget {
  return graph('Door for outcomes', 'calls a minute', {
    left: [
      door.metricInvocations({ label: 'calls', period: PERIOD, color: Color.BLUE }),
      door.metricErrors({ label: 'failed', period: PERIOD, color: Color.RED }),
      door.metricThrottles({ label: 'throttled', period: PERIOD, color: Color.PURPLE }),
    ],
  });
}
