import { requireNumber } from '../require-number.ts';

/**
 * Limits of the rollout alarms, every one in counts or shares of one minute.
 *
 * The defaults are for some 300 requests a minute and a gate of 50 %: about 16 candidate requests a minute in the first
 * step of production's rollout, 165 in the last. Measured so (330 a minute, records seen half a minute late), two
 * candidates that differ in nothing are told apart by their errors in none of 4,000 one-hour rollouts at a base error
 * rate of 0.5 %, in 0.1 % at 2 %, in 2.8 % at 5 %, in 25 % at 10 %; by their latency in none of 1,000, but in 3.0 % when
 * 0.5 % of all requests time out and in 20 % when 1 % do. 25 % errors are noticed within 3 minutes of the first step in
 * half of the rollouts, within 5 in nine of ten; a candidate three times as slow within 5 and 6.
 *
 * `bench/alarms/README.md` has the intervals, other traffic, and how to choose other limits.
 */
export interface AlarmLimits {
  /**
   * Percentage points by which the candidate's error rate may exceed the control's, 0 to 100.
   * @default 10
   */
  readonly errorRateTolerancePoints: number;
  /**
   * Candidate requests below which a minute's error rate is not judged, 1 or more.
   * @default 5
   */
  readonly errorRateMinRequests: number;
  /**
   * Candidate errors below which a minute's error rate is not judged, 1 or more.
   * @default 3
   */
  readonly errorRateMinErrors: number;
  /**
   * How many times the control's p99 latency the candidate's may be, above 1. Set 3 where 0.5 % of requests or more time
   * out in ordinary times.
   * @default 2
   */
  readonly latencyRatio: number;
  /**
   * Requests of each role below which a minute's p99 is not judged, 1 or more. A p99 of few requests is their maximum;
   * four such minutes of five must agree.
   * @default 10
   */
  readonly latencyMinRequests: number;
  /**
   * Candidate errors in one minute that are too many, whatever the control does, 1 or more. It must grow with traffic: a
   * fifth of the candidate's requests of a minute at full exposure, at least 10.
   * @default 30
   */
  readonly errorFuse: number;
  /**
   * Percentage of requests that may be answered from stale or default configuration, 0 to 100.
   * @default 5
   */
  readonly configurationFaultPercent: number;
  /**
   * Requests below which a minute's configuration health is not judged, 1 or more.
   * @default 10
   */
  readonly configurationMinRequests: number;
}

const DEFAULTS: AlarmLimits = {
  errorRateTolerancePoints: 10,
  errorRateMinRequests: 5,
  errorRateMinErrors: 3,
  latencyRatio: 2,
  latencyMinRequests: 10,
  errorFuse: 30,
  configurationFaultPercent: 5,
  configurationMinRequests: 10,
};

const COUNT = { min: 1, max: 1_000_000, integer: true };
const PERCENT = { min: 0, max: 100 };

const RANGES = {
  errorRateTolerancePoints: PERCENT,
  errorRateMinRequests: COUNT,
  errorRateMinErrors: COUNT,
  latencyRatio: { min: 1.01, max: 1000 },
  latencyMinRequests: COUNT,
  errorFuse: COUNT,
  configurationFaultPercent: PERCENT,
  configurationMinRequests: COUNT,
} satisfies Record<keyof AlarmLimits, object>;

/**
 * Fills in the defaults and checks every range.
 *
 * @throws naming a limit that does not exist or lies outside its range.
 */
export function alarmLimits(given: Partial<AlarmLimits> = {}): AlarmLimits {
  for (const [name, value] of Object.entries(given)) {
    if (!isLimit(name)) {
      throw new Error(`alarmLimits.${name} does not exist: use one of ${Object.keys(RANGES).join(', ')}`);
    }
    requireNumber(`alarmLimits.${name}`, value, RANGES[name]);
  }
  return { ...DEFAULTS, ...given };
}

function isLimit(name: string): name is keyof AlarmLimits {
  return Object.hasOwn(RANGES, name);
}
