import type { Role } from '../../core/evaluation/decision.ts';
import type { Guardrail, Method } from '../../core/guard/guard.ts';
import { UNIT_GROUPS } from '../../core/guard/guard-data.ts';
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import { DIMENSION, DIMENSION_SETS, GUARD_DIMENSION_SETS, METRIC } from '../metric-names.ts';
import { type GuardrailMetric, guardrailMetric } from './guardrail-metrics.ts';
import type { Series } from './metric-series.ts';
import type { GuardSettings } from './settings.ts';
import { unitGroupName } from './unit-group.ts';

/** Exposures and sums of one arm, as places in {@link SeriesPlan.series}. */
interface Sums {
  readonly exposures: number;
  readonly sums: number;
}

/** One arm of one metric: by minute, and by hour for each group of units where the guard counts users. */
export interface ArmPlan extends Sums {
  readonly squares?: number;
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

/** Collects the series that a verdict needs, each once however many guardrails share it. */
export class SeriesPlan {
  readonly series: Series[] = [];
  readonly #settings: GuardSettings;
  readonly #places = new Map<string, number>();

  constructor(settings: GuardSettings) {
    this.#settings = settings;
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
      ...(method === 'mean' && { squares: this.#place(squares) }),
      groups: Array.from({ length: groups }, (_, group) => this.#sums(metric, { role, group })),
    };
  }

  #sums(metric: GuardrailMetric, where: Pick<WantedSeries, 'role' | 'group'>): Sums {
    const exposed =
      metric.exposures === 'requests'
        ? ({ ...REQUESTS, statistic: 'Sum' } as const)
        : ({ ...metric, statistic: 'SampleCount' } as const);
    return {
      exposures: this.#place({ ...exposed, ...where }),
      sums: this.#place({ ...metric, statistic: 'Sum', ...where }),
    };
  }

  /** The place of a series, which is added when it is new. */
  #place(wanted: WantedSeries): number {
    const { service, stage } = this.#settings;
    const { metric, statistic, role, group, outcome } = wanted;
    const key = `${metric} ${statistic} ${role} ${group} ${outcome}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const values: Readonly<Record<string, string | undefined>> = {
      [DIMENSION.service]: service,
      [DIMENSION.environment]: stage,
      [DIMENSION.role]: role,
      [DIMENSION.outcome]: outcome,
      [DIMENSION.unitGroup]: group === undefined ? undefined : unitGroupName(group),
    };
    const names = group === undefined ? wanted.byRole : wanted.byGroup;
    const count = this.series.push({
      metric,
      dimensions: Object.fromEntries(names.map((name) => [name, values[name] ?? ''])),
      statistic,
      periodMs: group === undefined ? MINUTE_MS : HOUR_MS,
    });
    this.#places.set(key, count - 1);
    return count - 1;
  }
}
