import { Color, type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { GUARD_METRIC, METRIC } from '../../lambda/metric-names.ts';
import { PERIOD, type RolloutMetrics } from '../constructs/rollout-metrics.ts';
import { graph, ROLE_COLOUR } from './look.ts';

/**
 * How far a rollout is: by AppConfig's word, by the versions that requests were served, and by the roles that users have.
 * AppConfig's word is there only where the stage has a guard, which AppConfig asks.
 */
export function rolloutGraphs(metrics: RolloutMetrics, isGuarded: boolean): readonly IWidget[] {
  return [percentageGraph(metrics, isGuarded), versionGraph(metrics), requestGraph(metrics)];
}

/** While all requests are served one version, its share is not drawn: 0 divided by 0 is no datapoint. */
function percentageGraph(metrics: RolloutMetrics, isGuarded: boolean): IWidget {
  const served = new MathExpression({
    expression: '100 * (average - oldest) / (newest - oldest)',
    usingMetrics: {
      average: metrics.version('Average'),
      oldest: metrics.version('Minimum'),
      newest: metrics.version('Maximum'),
    },
    label: 'requests that were served the newer version',
    color: Color.GREEN,
    period: PERIOD,
  });
  const said = metrics.guardMax(GUARD_METRIC.deploymentPercentage);
  return graph('Percentage of the deployment', 'percent', {
    left: [...(isGuarded ? [said.with({ label: 'users, by AppConfig', color: Color.GREY })] : []), served],
    leftYAxis: { max: 100 },
  });
}

function versionGraph(metrics: RolloutMetrics): IWidget {
  return graph('Configuration version served', 'number of the version', {
    left: [
      metrics.version('Maximum').with({ label: 'newest', color: Color.GREEN }),
      metrics.version('Minimum').with({ label: 'oldest', color: Color.GREY }),
    ],
  });
}

function requestGraph(metrics: RolloutMetrics): IWidget {
  return graph('Requests', 'a minute', {
    left: [
      metrics.sum(METRIC.requests).with({ label: 'all', color: Color.GREY }),
      metrics.roleSum(METRIC.requests, 'control').with({ label: 'control', color: ROLE_COLOUR.control }),
      metrics
        .roleSum(METRIC.requests, 'candidate')
        .with({ label: 'candidate', color: ROLE_COLOUR.candidate }),
    ],
  });
}
