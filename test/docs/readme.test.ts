import { describe, expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import type { Guard } from '../../core/guard/guard.ts';
import type { Series } from '../../lambda/guard/metric-series.ts';
import { SeriesPlan } from '../../lambda/guard/series-plan.ts';
import { DIMENSION_SETS, GUARD_METRIC, METRIC } from '../../lambda/metric-names.ts';
import { alarmLimits } from '../../lib/constructs/alarm-limits.ts';
import { checkGuardConfig } from '../../lib/guard-config.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { runRehearsal } from '../../local/rehearsal/command.ts';
import { shippedScenarios } from '../../local/rehearsal/scenarios.ts';
import { aBench, aRequest, flagDocument, inMotion, usersOf } from '../lambda/inference/builders.ts';
import { propertiesOf } from '../lib/helpers/template.ts';
import '../lib/helpers/scratch.ts';
import { codeBlocks, read, tableBelow } from './markdown.ts';

/** Line breaks do not count. */
const README = read('README.md').replaceAll(/\s+/g, ' ');
const LIMITS = alarmLimits();

interface AlarmProperties {
  readonly AlarmName: string;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
}

const ALARMS = propertiesOf<AlarmProperties>(synthesizeStage(STAGES.prod).template, 'AWS::CloudWatch::Alarm');

const GUARD_CONFIG = STAGES.prod.guard ?? { guardrails: [] };
const { guard: GUARD, watchHours, watchEveryMinutes } = checkGuardConfig(GUARD_CONFIG);

/** What the guard asks of CloudWatch in one look. */
function seriesRead(guard: Guard): readonly Series[] {
  const plan = new SeriesPlan(
    { guard, service: 'any', stage: 'any' },
    { flag: 'any', candidates: ['new'], controls: ['old'] },
  );
  plan.requests();
  for (const guardrail of guard.guardrails) plan.guardrail(guardrail);
  return plan.series;
}

/** Metrics that are there for the guard alone: what it reads beyond the comparison, and what it says of itself. */
function metricsOfGuard(guard: Guard): number {
  const read = seriesRead(guard)
    .filter(({ dimensions }) => Object.keys(dimensions).length > DIMENSION_SETS.comparison.length)
    .map(({ metric, dimensions }) => JSON.stringify([metric, dimensions]));
  return new Set(read).size + Object.keys(GUARD_METRIC).length + guard.guardrails.length;
}

/** First cells of a table, without backticks and links. */
function firstCells(...head: readonly string[]): readonly string[] {
  return tableBelow('README.md', ...head).map(([cell = '']) => cell.replace(/^\[?`([^`]+)`.*$/, '$1'));
}

/** Text whose line breaks and time taken do not count: a slower run may break the lines elsewhere. */
function timeless(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replace(/played in [\d.]+ s/, 'played in ? s')
    .trim();
}

it('shows what npm start prints, in order', async () => {
  let printed = '';
  const stream = { write: (text: string) => (printed += text) };
  await runRehearsal({ args: [], stdout: stream, stderr: stream, env: {} });
  const [excerpt] = codeBlocks('text').filter(({ place }) => place.startsWith('README.md'));
  const parts = (excerpt?.code ?? '').split('…\n').map(timeless);
  expect(parts.length).toBeGreaterThan(2);
  let rest = timeless(printed);
  for (const part of parts) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
});

describe('the tables of the README', () => {
  it('list the shipped scenarios with their descriptions', () => {
    const rows = tableBelow('README.md', 'scenario', 'what happens');
    const shipped = shippedScenarios().map(({ name, description }) => [`\`${name}\``, description]);
    expect(rows.map(([name, text]) => [name, text?.replace('; the default', '')])).toEqual(shipped);
  });

  it('list every metric', () => {
    expect(firstCells('metric', 'meaning')).toEqual(Object.values(METRIC));
  });

  it('list every alarm with its limits', () => {
    const rows = tableBelow('README.md', 'alarm', 'fires when').map((cells) => cells.join(' '));
    const expected: Readonly<Record<string, string>> = {
      'candidate-error-rate': `over ${LIMITS.errorRateTolerancePoints} percentage points above the control's; from ${LIMITS.errorRateMinRequests} requests and ${LIMITS.errorRateMinErrors} errors`,
      'candidate-latency': `over ${LIMITS.latencyRatio} times the control's; from ${LIMITS.latencyMinRequests} requests of each`,
      'candidate-error-fuse': `fails ${LIMITS.errorFuse} times or more`,
      'flag-configuration-health': `over ${LIMITS.configurationFaultPercent} % of requests are served from stale or default flags; from ${LIMITS.configurationMinRequests} requests`,
      'guard-evidence': `reaches 1 ÷ \`alpha\`, which is ${1 / GUARD.alpha}`,
      'guard-blind': 'came to nothing',
      'watch-acted': 'the watch took a candidate back',
    };
    expect(rows).toHaveLength(ALARMS.length);
    for (const { AlarmName, DatapointsToAlarm, EvaluationPeriods } of ALARMS) {
      const name = AlarmName.slice('model-rollout-prod-'.length);
      const row = rows.find((text) => text.includes(`\`${name}\``));
      expect(row).toContain(expected[name]);
      expect(row).toContain(`in ${DatapointsToAlarm} of ${EvaluationPeriods} minutes`);
    }
  });
});

describe('the costs in the README', () => {
  const rows = tableBelow('README.md', 'for each stage and month', 'count', 'price', 'cost');
  const counts = rows.map(([, count]) => Number(count));
  const costs = rows.map(([, , , cost = '']) => Number(cost.slice(1)));

  it('count the metrics that the dimension sets make', () => {
    // A record of a refused request has one metric, all others have the rest, and the version by environment alone.
    const others = Object.values(METRIC).length - 1;
    const compared = Object.values(DIMENSION_SETS).filter((set) =>
      set.some((name) => name === 'Role'),
    ).length;
    expect(counts.slice(0, 3)).toEqual([2 + 2 * others, others, compared * 2 * others]);
  });

  it('count the metrics of the guard, with users told apart and without', () => {
    expect(counts[3]).toBe(metricsOfGuard(GUARD));
    const without = metricsOfGuard({ ...GUARD, independence: 'requests' });
    expect(README).toContain(`\`independence: 'requests'\` needs ${without} and`);
  });

  it('count what is read for a rollout', () => {
    const { durationMinutes, bakeMinutes } = STAGES.prod.rollout;
    const ticks = durationMinutes + bakeMinutes;
    const looks = (watchHours * 60) / watchEveryMinutes;
    const each = seriesRead(GUARD).length;
    const dollars = (count: number): string => `$${((count * each * 0.01) / 1000).toFixed(2)}`;
    const price = 'each, at $0.01 per 1,000';
    expect(README).toContain(`| ${ticks} looks at ${each} ${price} | ${dollars(ticks)} |`);
    expect(README).toContain(`| ${looks} looks at ${each} ${price} | ${dollars(looks)} |`);
    const functions = `$${((ticks + looks) * 0.0000133334).toFixed(2)}`;
    expect(README).toContain(
      `| ${ticks + looks} looks of a second each, at $0.0000133334 per GB-second | ${functions} |`,
    );
  });

  it('count an alarm by the metrics it reads', () => {
    const read = ALARMS.map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1);
    expect(counts[4]).toBe(read.reduce((sum, count) => sum + count, 0));
  });

  it('add up', () => {
    for (const [, count, price = '', cost = ''] of rows) {
      expect(Number(count) * Number(price.slice(1))).toBeCloseTo(Number(cost.slice(1)), 2);
    }
    const [own = 0, further = 0, comparison = 0, guard = 0, alarms = 0] = costs;
    expect(README).toContain(`A quiet month with one model is $${(own + alarms).toFixed(2)}.`);
    expect(README).toContain(`end is $${(own + further + comparison + guard + alarms).toFixed(2)}.`);
    expect(README).toContain(`an hour of comparing costs $${((comparison + guard) / 730).toFixed(2)}.`);
  });
});

it('reckons the log with the size of real records', async () => {
  const [, without = '', within = ''] =
    /a record has ([\d,]+) bytes without a role and up to ([\d,]+)/.exec(README) ?? [];
  const [still, moving] = [flagDocument(), flagDocument({ model: inMotion('haiku', 'sonnet') })];
  for (const [flags, stated] of [
    [still, without],
    [moving, within],
  ] as const) {
    const { handler, lines, served } = aBench({ flags, guard: GUARD });
    served.versionOf = () => '12';
    await handler(aRequest(usersOf(moving).candidate));
    const ratio = Buffer.byteLength(lines[0] ?? '') / Number(stated.replace(',', ''));
    expect(Math.abs(ratio - 1), `${flags === still ? 'without' : 'with'} a role`).toBeLessThan(0.1);
  }
});

it('says from which traffic on the error rate is judged', () => {
  const sentence =
    /judged from (\d+) candidate requests a minute: at a percentage of (\d+) and steps of (\d+) %, that is (\d+) requests a minute to the service in the first step and (\d+) after the last/;
  const [, ...stated] = sentence.exec(README) ?? [];
  const { growthPercent } = STAGES.prod.rollout;
  const percentage = 50;
  const atEnd = (LIMITS.errorRateMinRequests * 100) / percentage;
  const atFirst = (atEnd * 100) / growthPercent;
  expect(stated.map(Number)).toEqual([
    LIMITS.errorRateMinRequests,
    percentage,
    growthPercent,
    atFirst,
    atEnd,
  ]);
});
