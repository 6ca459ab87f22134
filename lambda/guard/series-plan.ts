import type { Role } from '../../core/evaluation/decision.ts';
import type { Guardrail, Method } from '../../core/guard/guard.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { dimensionValue } from '../dimension-value.ts';
import { DIMENSION, DIMENSION_SETS, GUARD_DIMENSION_SETS, METRIC } from '../metric-names.ts';
import { type GuardrailMetric, guardrailMetric } from './guardrail-metrics.ts';
import type { Series } from './metric-series.ts';
import type { Rollout } from './rollout.ts';
import type { GuardSettings } from './settings.ts';
import { unitGroupName } from './unit-group.ts';

/** Places in {@link SeriesPlan.series}, whose values are to be added up; none where nothing is served. */
export type Places = readonly number[];

/** Exposures and sums of one arm. */
interface Sums {
  readonly exposures: Places;
  readonly sums: Places;
}

/** One arm of one metric: by minute, and by hour for each group of units where the guard counts users. */
export interface ArmPlan extends Sums {
  readonly squares?: Places;
  readonly groups: readonly Sums[];
}

export type MetricPlan = Readonly<Record<Role, ArmPlan>>;

const REQUESTS: GuardrailMetric = {
  metric: METRIC.requests,
  squared: '',
  exposures: 'requests',
  byRole: DIMENSION_SETS.comparison,
  byGroup: GUARD_DIMENSION_SETS.unitGroup,
};

interface WantedSeries extends Omit<GuardrailMetric, 'squared' | 'exposures'> {
  readonly statistic: Series['statistic'];
  readonly role: Role;
  /** Of units; without it all of them. */
  readonly group?: number;
}

/** What is compared. */
export type ComparedValues = Pick<Rollout, 'flag' | 'candidates' | 'controls'>;

/** Collects the series that a verdict needs, each once however many guardrails share it. */
export class SeriesPlan {
  readonly series: Series[] = [];
  readonly #settings: GuardSettings;
  readonly #compared: ComparedValues;
  readonly #places = new Map<string, number>();

  constructor(settings: GuardSettings, compared: ComparedValues) {
    this.#settings = settings;
    this.#compared = compared;
  }

  /** Requests by role: all that the sample ratio needs. */
  requests(): MetricPlan {
    return this.#both(REQUESTS, 'exact');
  }

  /** What one guardrail compares. */
  guardrail({ metric, method }: Guardrail): MetricPlan {
    return this.#both(guardrailMetric(metric), method);
  }

  #both(metric: GuardrailMetric, method: Method): MetricPlan {
    return {
      candidate: this.#arm(metric, method, 'candidate'),
      control: this.#arm(metric, method, 'control'),
    };
  }

  #arm(metric: GuardrailMetric, method: Method, role: Role): ArmPlan {
    const groups = this.#settings.guard.independence === 'users' ? UNIT_GROUPS : 0;
    const squares = { ...metric, metric: metric.squared, statistic: 'Sum', role } as const;
    return {
      ...this.#sums(metric, { role }),
      ...(method === 'mean' && { squares: this.#placesOf(squares) }),
      groups: Array.from({ length: groups }, (_, group) => this.#sums(metric, { role, group })),
    };
  }

  #sums(metric: GuardrailMetric, where: Pick<WantedSeries, 'role' | 'group'>): Sums {
    const exposed =
      metric.exposures === 'requests'
        ? ({ ...REQUESTS, statistic: 'Sum' } as const)
        : ({ ...metric, statistic: 'SampleCount' } as const);
    return {
      exposures: this.#placesOf({ ...exposed, ...where }),
      sums: this.#placesOf({ ...metric, statistic: 'Sum', ...where }),
    };
  }

  /** By role, or by all values of the role where the metric is told apart by value. */
  #placesOf(wanted: WantedSeries): Places {
    const { service, stage } = this.#settings;
    const { flag, candidates, controls } = this.#compared;
    const values: Readonly<Record<string, string | undefined>> = {
      [DIMENSION.service]: service,
      [DIMENSION.environment]: stage,
      [DIMENSION.flag]: flag,
      [DIMENSION.role]: wanted.role,
      [DIMENSION.outcome]: wanted.outcome,
      [DIMENSION.unitGroup]: wanted.group === undefined ? undefined : unitGroupName(wanted.group),
    };
    const names = wanted.group === undefined ? wanted.byRole : wanted.byGroup;
    if (!names.includes(DIMENSION.value)) return [this.#place(wanted, dimensionsOf(names, values))];
    const served = wanted.role === 'candidate' ? candidates : controls;
    const places = served.map((value) =>
      this.#place(wanted, dimensionsOf(names, { ...values, [DIMENSION.value]: String(value) })),
    );
    // Values that differ in what CloudWatch does not take only are one there.
    return [...new Set(places)];
  }

  /** The place of a series, which is added when it is new. */
  #place({ metric, statistic, group }: WantedSeries, dimensions: Series['dimensions']): number {
    const key = JSON.stringify([metric, statistic, dimensions]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const periodMs = group === undefined ? MINUTE_MS : HOUR_MS;
    const place = this.series.push({ metric, dimensions, statistic, periodMs }) - 1;
    this.#places.set(key, place);
    return place;
  }
}

function dimensionsOf(
  names: readonly string[],
  values: Readonly<Record<string, string | undefined>>,
): Series['dimensions'] {
  return Object.fromEntries(names.map((name) => [name, dimensionValue(values[name] ?? '')]));
}
