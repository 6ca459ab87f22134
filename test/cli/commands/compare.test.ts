import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../cli/exit-code.ts';
import type { ReportData } from '../../../report/report-data.ts';
import { aDocument, aFlag, aPercentage, aSplit } from '../../helpers/flag-documents.ts';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { aComparedStage, aRollout, HOUR, serveArms, type Traffic } from '../compare/compared-stage.ts';
import { ERRORS, MINUTE } from '../stage.ts';

const COMPARE = ['compare', '--env', 'prod'];
const ALIKE = { completed: 0.6, errors: 0.02 };

/** A stage that has dealt half of its users to each arm for some hours. */
async function aTrial(hours: number, traffic: Partial<Traffic> = {}) {
  const stage = await aComparedStage();
  await stage.deploy(aRollout(50));
  const whole = { requests: 500, candidate: ALIKE, control: ALIKE, ...traffic };
  await serveArms(stage, hours, whole, { comparisons: 'requests' });
  return stage;
}

function verdictsOf({ comparisons }: ReportData) {
  return comparisons.flatMap(({ comparison }) => comparison.verdicts.map(({ verdict }) => verdict.kind));
}

describe('compare', () => {
  it.each([
    ['better', { completed: 0.85 }, EXIT.ok],
    ['worse', { completed: 0.4 }, EXIT.findings],
  ] as const)('finds a candidate %s by the declared outcome', async (kind, candidate, exitCode) => {
    const stage = await aTrial(2, { candidate });
    const outcome = await stage.json<ReportData>(COMPARE);
    expect(verdictsOf(outcome.data)).toEqual([kind]);
    expect(outcome).toMatchObject({ exitCode, err: '' });
    const [sentence] = outcome.data.comparisons.map(
      ({ comparison }) => comparison.verdicts[0]?.verdict.sentence,
    );
    expect(sentence).toMatch(new RegExp(`^new is ${kind} than old: outcome:task_completed`));
  });

  it('finds no difference that matters where there is none, and enough was seen to know', async () => {
    const stage = await aTrial(2);
    const { data } = await stage.json<ReportData>([
      ...COMPARE,
      ...['--metric', 'cost_per_answer', '--margin', '10'],
    ]);
    expect(verdictsOf(data)).toEqual(['no-meaningful-difference']);
  });

  it('says how many days more it takes where too little was seen', async () => {
    const stage = await aTrial(1, { requests: 200 });
    const asked = [...COMPARE, '--metric', 'outcome:task_completed'];
    const { data, exitCode } = await stage.json<ReportData>(asked);
    const [verdict] = data.comparisons.map(({ comparison }) => comparison.verdicts[0]?.verdict);
    expect(verdict).toMatchObject({ kind: 'not-yet', days: expect.any(Number) });
    expect((await stage.run(asked, { columns: 300 })).out).toContain(
      verdict?.sentence.replace('outcome:task_completed', 'task completed'),
    );
    expect(exitCode).toBe(EXIT.ok);
  });

  it('says nothing but that the arms do not have their shares, where they do not', async () => {
    const stage = await aTrial(2, { share: 0.7, candidate: { completed: 0.9 } });
    const { out, exitCode } = await stage.run(COMPARE);
    expect(out).toContain('sample ratio: not as dealt');
    expect(out).toContain('Nothing can be said');
    expect(out).not.toContain('is better than');
    expect(exitCode).toBe(EXIT.findings);
  });

  it('shows when monitors fired, and does without where their history may not be read', async () => {
    const stage = await aTrial(1);
    stage.alarm('OK');
    stage.alarm('ALARM');
    const firedAtMs = stage.clock.now();
    await stage.pass(5 * MINUTE);
    const { data } = await stage.json<ReportData>(COMPARE);
    expect(data.timeline.alarms).toEqual([{ name: ERRORS, fromMs: firedAtMs }]);
    const denied = { status: 403, body: '{"__type":"AccessDenied","message":"not yours"}' };
    stage.intercept = ({ headers }) =>
      headers['x-amz-target']?.endsWith('.DescribeAlarmHistory') ? denied : undefined;
    const without = await stage.json<ReportData>(COMPARE);
    expect(without.data).toMatchObject({ timeline: { alarms: [] }, comparisons: data.comparisons });
    expect(without.data.notes.join()).toContain('history of alarms could not be read (AccessDenied)');
  });

  it('shows when a value was killed, and when a deployment was taken back', async () => {
    const stage = await aComparedStage();
    const killing = { ...aFlag({ rules: [aPercentage(50)] }), killed: ['new'] };
    await stage.deploy(aDocument([killing]));
    const killedAtMs = stage.clock.now();
    await stage.run(['revert', '--env', 'prod', '--yes']);
    await stage.pass(HOUR);
    const { data } = await stage.json<ReportData>(COMPARE);
    expect(data.timeline.events).toMatchObject([
      { atMs: killedAtMs, kind: 'killed', text: 'Deployment 2 killed new of m.' },
      { kind: 'reverted' },
    ]);
  });

  it('compares every arm of a split with its control', async () => {
    const stage = await aComparedStage();
    await stage.deploy(aDocument([aFlag({ rules: [aSplit(['old', 'new', 'newest'])] })]));
    const traffic = { requests: 300, candidate: ALIKE, control: ALIKE, share: 2 / 3 };
    for (const value of ['new', 'newest']) {
      await serveArms(stage, 1, { ...traffic, candidate: { ...ALIKE, value } }, { comparisons: 'requests' });
    }
    const { data } = await stage.json<ReportData>(COMPARE);
    expect(data.comparisons[0]?.comparison.verdicts.map(({ value }) => value)).toEqual(['new', 'newest']);
    expect(data.comparisons[0]?.comparison.control).toBe('old');
  });

  it('tells of the flag that is asked for only, and refuses one that there is not', async () => {
    const stage = await aTrial(1, { requests: 60 });
    const { data } = await stage.json<ReportData>([...COMPARE, '--flag', 'm']);
    expect(data.effects.map(({ flag }) => flag)).toEqual(['m']);
    const { exitCode, err } = await stage.run([...COMPARE, '--flag', 'n']);
    expect(exitCode).toBe(EXIT.usage);
    expect(err).toContain('--flag is "n"; use any of m');
  });

  it('says that nothing was compared where no flag is in motion', async () => {
    const stage = await aComparedStage();
    await serveArms(stage, 1, { requests: 10, candidate: ALIKE, control: ALIKE });
    const { out, exitCode } = await stage.run(COMPARE);
    expect(out).toContain('nothing was compared in this time: no flag was dealt');
    expect(exitCode).toBe(EXIT.ok);
  });

  it('leaves out what was before --since and after --until', async () => {
    const stage = await aTrial(1, { requests: 100 });
    await serveArms(
      stage,
      1,
      { requests: 60, candidate: ALIKE, control: ALIKE },
      { comparisons: 'requests' },
    );
    const at = (ms: number) => new Date(ms).toISOString();
    const now = stage.clock.now();
    const asked = ['--since', at(now - 2 * HOUR), '--until', at(now - HOUR)];
    const { data } = await stage.json<ReportData>([...COMPARE, ...asked]);
    const [arms] = data.comparisons.map(({ comparison }) => comparison.sampleRatio.arms);
    expect(arms?.reduce((sum, { exposures }) => sum + exposures, 0)).toBe(100);
  });
});

describe('the files that compare writes', () => {
  it('are a page and every figure, and the text names them', async () => {
    const stage = await aTrial(1);
    const directory = aDirectory();
    const [html, csv] = [join(directory, 'report.html'), join(directory, 'report.csv')];
    const { out } = await stage.run([...COMPARE, '--html', html, '--csv', csv]);
    expect(out).toContain(`written: ${html}`);
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>/i);
    const [head, ...rows] = readFileSync(csv, 'utf8').trim().split('\r\n');
    expect(head).toMatch(/^flag,rollout,segment,metric,arm/);
    expect(rows.map((row) => row.split(',')[3])).toContain('outcome:task_completed');
  });

  it('hold the intervals of the difference, for metrics that have no lift as well', async () => {
    const stage = await aTrial(1);
    const csv = join(aDirectory(), 'report.csv');
    const { data } = await stage.json<ReportData>([...COMPARE, '--csv', csv]);
    const [head = '', row = ''] = readFileSync(csv, 'utf8').split('\r\n');
    const [names, cells] = [head, row].map((line) => line.split(','));
    const [metric] = data.comparisons[0]?.comparison.metrics ?? [];
    const { anytime, fixed } = metric?.contrasts[0]?.difference ?? {};
    const cellOf = (name: string) => Number(cells?.[names?.indexOf(name) ?? -1]);
    expect(cellOf('difference_anytime_low')).toBe(anytime?.interval.low);
    expect(cellOf('difference_fixed_high')).toBe(fixed?.interval.high);
    expect(cellOf('p_fixed')).toBe(fixed?.p);
  });

  it('are refused where they cannot be written', async () => {
    const stage = await aTrial(1, { requests: 20 });
    const { err, exitCode } = await stage.run([...COMPARE, '--csv', join(aDirectory(), 'none', 'x.csv')]);
    expect(err).toContain('cannot be written (ENOENT)');
    expect(exitCode).toBe(EXIT.usage);
  });
});

describe('the text of compare', () => {
  it('fits into forty columns', async () => {
    const stage = await aTrial(1, { requests: 200 });
    const { out } = await stage.run(COMPARE, { columns: 40 });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it('says which interval may be looked at daily', async () => {
    const stage = await aTrial(1);
    const { out } = await stage.run(COMPARE);
    expect(out).toMatch(/any day: .*, p /);
    expect(out).toMatch(/one look: .*, p /);
  });

  it('shows what each flag did', async () => {
    const stage = await aTrial(1);
    const { out } = await stage.run(COMPARE);
    expect(out).toMatch(
      /What changing each flag did\nm: new for 50 %, else old; changed .* from old;\s+measured:\s+new\s+against\s+old/,
    );
  });
});

describe('arguments of compare', () => {
  it.each([
    [['compare'], 'neither --env nor --records is given'],
    [[...COMPARE, '--since', '2026-02-01', '--until', '2026-01-01'], '--since is not before --until'],
    [[...COMPARE, '--since', 'yesterday'], '--since is "yesterday"'],
    [[...COMPARE, '--outcome', 'task_completed'], '--outcome is "task_completed"'],
    [[...COMPARE, '--outcome', 'Bad Name:up'], '--outcome is "Bad Name:up"'],
    [[...COMPARE, '--metric', 'beauty'], '--metric is "beauty"; use any of'],
    [[...COMPARE, '--margin', '0'], '--margin is "0"'],
  ])('are refused: %s', async (args, why) => {
    const stage = await aComparedStage();
    const { err, exitCode } = await stage.run(args);
    expect(err).toContain(why);
    expect(exitCode).toBe(EXIT.usage);
  });

  it('are refused in a stage of which nothing was ever measured', async () => {
    const { CliStage } = await import('../stage.ts');
    const stage = await CliStage.open();
    const { err, exitCode } = await stage.run(COMPARE);
    expect(err).toContain('no request of shop-prod/prod was ever measured');
    expect(exitCode).toBe(EXIT.refused);
  });
});
