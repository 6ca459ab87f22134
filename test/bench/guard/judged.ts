import { type ArmSeries, betweenMinutes, type MetricSeries } from '../../../bench/guard/arm-series.ts';
import { percentageAt } from '../../../bench/guard/course.ts';
import { type Crowd, crowdOf, drawUsers, INDEPENDENT_REQUESTS } from '../../../bench/guard/crowd.ts';
import { ALPHA, type Experiment, MINIMUM_EXPOSURES } from '../../../bench/guard/experiment.ts';
import { type MetricModel, Traffic } from '../../../bench/guard/traffic.ts';
import type { Guard, GuardMetric } from '../../../core/guard/guard.ts';
import type { ArmGroups, ArmMinutes, MetricData } from '../../../core/guard/guard-data.ts';
import { judge, type Verdict } from '../../../core/guard/judge.ts';
import type { Random } from '../../../local/random.ts';
import { NO_MEANS } from '../../helpers/guard-data.ts';

/** A rollout drawn to its end. */
export interface Drawn {
  readonly traffic: Traffic;
  readonly experiment: Experiment;
  readonly firstMinute: number;
}

export function draw(experiment: Experiment, random: Random): Drawn {
  const { users, traffic: spec, blocks } = experiment;
  const crowd: Crowd = users ? crowdOf(drawUsers(users, 1, random)) : INDEPENDENT_REQUESTS;
  const traffic = new Traffic(spec, crowd, random);
  traffic.extend(Math.max(...blocks));
  return { traffic, experiment, firstMinute: random.integer(60) };
}

/** What the guard's own judge says of the first `minutes` minutes, given what a tick would be given. */
export function judgeOf(drawn: Drawn, minutes: number, withGroups: boolean): Verdict {
  const { traffic, experiment, firstMinute } = drawn;
  const data = (series: MetricSeries): MetricData => ({
    minutes: { candidate: minutesOf(series.candidate, minutes), control: minutesOf(series.control, minutes) },
    ...(withGroups
      ? {
          groups: {
            candidate: hoursOf(series.candidate, firstMinute, minutes),
            control: hoursOf(series.control, firstMinute, minutes),
          },
        }
      : {}),
  });
  const shares = sharesOf(drawn, minutes).map((share) => ({ low: share, high: share }));
  return judge(
    guardOf(experiment.traffic.metrics),
    { firstMinute, metrics: traffic.metrics.map(data), requests: data(traffic.requests), shares },
    NO_MEANS,
  );
}

/** The candidate's share of each minute's requests as the document states it. */
export function sharesOf({ experiment }: Drawn, minutes: number): readonly number[] {
  const { percentages } = experiment.traffic;
  return Array.from({ length: minutes }, (_, minute) => percentageAt(percentages, minute) / 100);
}

function guardOf(models: readonly MetricModel[]): Guard {
  const guardrails = models.map(({ direction, tolerance }, at) => ({
    metric: `outcome:m${at}` satisfies GuardMetric,
    ...{ direction, tolerance, weight: 1 / models.length },
    method: 'exact' as const,
  }));
  return { alpha: ALPHA, minimumExposures: MINIMUM_EXPOSURES, independence: 'users', guardrails };
}

function minutesOf({ exposures, sums }: ArmSeries, minutes: number): ArmMinutes {
  return { exposures: exposures.slice(0, minutes), sums: sums.slice(0, minutes) };
}

/** By clock hour: the first one is shorter when the rollout did not begin with it. */
function hoursOf(series: ArmSeries, firstMinute: number, minutes: number): ArmGroups {
  const starts: number[] = [];
  for (let at = -(firstMinute % 60); at < minutes; at += 60) starts.push(at);
  const cut = (cumulated: Float64Array) =>
    starts.map((at) => betweenMinutes(cumulated, Math.max(at, 0), Math.min(at + 60, minutes)));
  return { exposures: cut(series.groupExposures), sums: cut(series.groupSums) };
}
