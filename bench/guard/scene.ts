import type { Random } from '../../local/random.ts';
import type { MetricSeries } from './arm-series.ts';
import { countedOnce } from './counted-once.ts';
import { MOST_DRIFT, percentageAt } from './course.ts';
import { crowdOf, drawUsers, INDEPENDENT_REQUESTS, type User } from './crowd.ts';
import { ALPHA, type Experiment, MINIMUM_EXPOSURES } from './experiment.ts';
import { GuardRun, type GuardRunOptions } from './guard-run.ts';
import { SampleRatioRun } from './sample-ratio-run.ts';
import { Traffic } from './traffic.ts';

/** One rollout while it is drawn: what the judges look at, made when it is first asked for. */
export class Scene {
  readonly traffic: Traffic;
  readonly #experiment: Experiment;
  readonly #random: Random;
  readonly #users: readonly User[];
  readonly #options: GuardRunOptions;
  #guard: GuardRun | undefined;
  readonly #guardsOfOnce = new Map<number, GuardRun>();
  #sampleRatio: SampleRatioRun | undefined;

  constructor(experiment: Experiment, random: Random) {
    const { traffic, users } = experiment;
    this.#experiment = experiment;
    this.#random = random;
    this.#users = users ? drawUsers(users, highestHazard(experiment), random) : [];
    this.traffic = new Traffic(traffic, users ? crowdOf(this.#users) : INDEPENDENT_REQUESTS, random);
    this.#options = { alpha: ALPHA, minimumExposures: MINIMUM_EXPOSURES, firstMinute: random.integer(60) };
  }

  extend(minutes: number): void {
    this.traffic.extend(minutes);
    this.#guard = undefined;
    this.#sampleRatio = undefined;
  }

  /** The guard over what is drawn so far. */
  guard(): GuardRun {
    this.#guard ??= this.#guardOver(this.traffic.metrics);
    return this.#guard;
  }

  /** The guard over the first metric, where a user counts once an hour in each environment; over the whole rollout. */
  guardOfOnce(environments: number): GuardRun {
    const known = this.#guardsOfOnce.get(environments);
    if (known) return known;
    const { traffic: spec, blocks } = this.#experiment;
    const options = { spec, users: this.#users, environments, minutes: Math.max(...blocks) };
    const guard = this.#guardOver([countedOnce(options, this.#random)]);
    this.#guardsOfOnce.set(environments, guard);
    return guard;
  }

  /** The test of the sample ratio over what is drawn so far. */
  sampleRatio(): SampleRatioRun {
    this.#sampleRatio ??= new SampleRatioRun(this.traffic.requests, this.shares());
    return this.#sampleRatio;
  }

  /** The candidate's share of each minute's requests as the document states it. */
  shares(): readonly number[] {
    const { percentages } = this.#experiment.traffic;
    return Array.from(
      { length: this.traffic.minutes },
      (_, minute) => percentageAt(percentages, minute) / 100,
    );
  }

  #guardOver(series: readonly MetricSeries[]): GuardRun {
    return new GuardRun(this.#experiment.traffic.metrics, series, this.#options);
  }
}

/** Keeps failure rates at most 1 when the base rate is highest, in the worse arm. */
function highestHazard({ traffic }: Experiment): number {
  const rates = traffic.metrics.map(({ rate, ratio }) => rate * MOST_DRIFT * Math.max(1, ratio));
  return 1 / Math.max(...rates);
}
