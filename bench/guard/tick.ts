import type { GetMetricDataInput, GetMetricDataOutput, MetricStat } from '@aws-sdk/client-cloudwatch';
import { REQUEST_METRICS } from '../../core/guard/guard.ts';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import { createAssess } from '../../lambda/guard/assess.ts';
import { createTickHandler } from '../../lambda/guard/create-tick-handler.ts';
import { exactOnly } from '../../lambda/guard/exact-only.ts';
import { CloudWatchGuardData } from '../../lambda/guard/guard-data-source.ts';
import { createGuardRecord } from '../../lambda/guard/guard-record.ts';
import { DIMENSION, METRIC } from '../../lambda/metric-names.ts';
import { Random } from '../../local/random.ts';

/**
 * Time of a tick of the guard, the handler alone: AppConfig and CloudWatch answer at once, from memory. What is left is
 * asking, sorting the datapoints, judging, and writing the record.
 */

const MINUTE_MS = 60_000;
const LOOKS = 200;
const WARM_UP = 5;
const SINCE_MS = Date.UTC(2026, 0, 1, 0, 17);
const PLACE = {
  Application: { Id: 'app' },
  Environment: { Id: 'env' },
  ConfigurationProfile: { Id: 'flags' },
};

const METRICS = [...REQUEST_METRICS, ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `outcome:${name}`)];

/** Values that are drawn once for each series and answered at every look. */
class InstantCloudWatch {
  readonly #random = new Random(1);
  readonly #answers = new Map<string, { Timestamps: Date[]; Values: number[] }>();

  async getMetricData({
    MetricDataQueries = [],
    StartTime,
    EndTime,
  }: GetMetricDataInput): Promise<GetMetricDataOutput> {
    const [fromMs, toMs] = [Number(StartTime), Number(EndTime)];
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => ({
        Id,
        StatusCode: 'Complete',
        ...this.#answer(MetricStat, fromMs, toMs),
      })),
    };
  }

  #answer(stat: MetricStat | undefined, fromMs: number, toMs: number) {
    const key = JSON.stringify([stat, fromMs, toMs]);
    const known = this.#answers.get(key);
    if (known) return known;
    const [Timestamps, Values]: [Date[], number[]] = [[], []];
    const periodMs = (stat?.Period ?? 60) * 1000;
    for (let atMs = fromMs; atMs < toMs; atMs += periodMs) {
      Timestamps.push(new Date(atMs));
      Values.push(this.#draw(stat, periodMs));
    }
    const answer = { Timestamps, Values };
    this.#answers.set(key, answer);
    return answer;
  }

  #draw(stat: MetricStat | undefined, periodMs: number): number {
    const isGroup = stat?.Metric?.Dimensions?.some(({ Name }) => Name === DIMENSION.unitGroup);
    const exposures = (100 * periodMs) / MINUTE_MS / (isGroup ? 16 : 1);
    const isExposure = stat?.Metric?.MetricName === METRIC.requests || stat?.Stat === 'SampleCount';
    const mean = isExposure ? exposures : exposures * 0.02;
    return Math.round(mean + this.#random.uniform() * 2 * Math.sqrt(mean));
  }
}

interface Times {
  /** By the clock on the wall, milliseconds, shortest first. */
  readonly wall: readonly number[];
  /** Of the processors, user and system: what the look costs, whatever else the machine does. */
  readonly processor: readonly number[];
}

async function measure(
  minutes: number,
  guardrails: number,
  independence: 'users' | 'requests',
): Promise<Times> {
  const parsed = parseGuard({
    independence,
    guardrails: METRICS.slice(0, guardrails).map((metric) => ({ metric, direction: 'up', tolerance: 1.1 })),
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const guard = parsed.value;
  const names = { service: 'bench', stage: 'bench' };
  const clock = { now: () => SINCE_MS + (minutes + 1) * MINUTE_MS };
  const rollout = {
    flag: 'inference_model',
    candidates: ['new'],
    controls: ['old'],
    sinceMs: SINCE_MS,
    shares: [{ fromMs: SINCE_MS, share: { low: 0.5, high: 0.5 } }],
  };
  const lines: string[] = [];
  const handler = createTickHandler({
    assess: createAssess({
      history: { current: async () => rollout },
      metrics: new CloudWatchGuardData(new InstantCloudWatch(), { guard, ...names }),
      guard,
      means: exactOnly(guard),
      clock,
    }),
    alpha: guard.alpha,
    flagsProfile: 'flags',
    record: createGuardRecord(names.service, names.stage),
    clock,
    emit: (line) => lines.push(line),
  });
  const [wall, processor]: [number[], number[]] = [[], []];
  for (let look = 0; look < LOOKS + WARM_UP; look += 1) {
    const [before, used] = [performance.now(), process.cpuUsage()];
    await handler(PLACE);
    if (look < WARM_UP) continue;
    const { user, system } = process.cpuUsage(used);
    wall.push(performance.now() - before);
    processor.push((user + system) / 1000);
  }
  if (!lines[0]?.includes('"GuardBlind":0')) throw new Error(`the look was blind: ${lines[0]}`);
  const sorted = (times: readonly number[]) => times.toSorted((left, right) => left - right);
  return { wall: sorted(wall), processor: sorted(processor) };
}

function quantiles(times: readonly number[]): readonly string[] {
  return [0.5, 0.99].map((share) => (times[Math.ceil(share * times.length) - 1] ?? Number.NaN).toFixed(1));
}

console.log(`milliseconds of one look, ${LOOKS} looks each, Node.js ${process.version}`);
console.log('| minutes | guardrails | independence | p50 | p99 | p50, processor | p99, processor |');
console.log('|---:|---:|---|---:|---:|---:|---:|');
for (const [minutes, guardrails, independence] of [
  [60, 3, 'users'],
  [1440, 3, 'users'],
  [10_000, 3, 'users'],
  [10_000, 12, 'requests'],
  [10_000, 12, 'users'],
] as const) {
  const { wall, processor } = await measure(minutes, guardrails, independence);
  const cells = [minutes, guardrails, independence, ...quantiles(wall), ...quantiles(processor)];
  console.log(`| ${cells.join(' | ')} |`);
}
