import { describe, expect, it } from 'vitest';
import type { ExplainData } from '../../../cli/commands/explain.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';
import { documentFile, textFile } from '../files.ts';
import { run, runJson, TODAY } from '../io.ts';
import { CliStage } from '../stage.ts';

const SAMPLE = 'config/sample/model-flags.jsonc';

/** What is said of the steps of the flag `m`. */
async function explained(flag: Readonly<Record<string, unknown>>, user: object): Promise<string> {
  const file = documentFile(aFlag(flag));
  const { out } = await run(['explain', file, '--user', JSON.stringify(user)], { columns: 200 });
  return out;
}

describe('explain', () => {
  it('says of every flag what evaluation says', async () => {
    const document = aDocument([aFlag({ rules: [aPercentage(30)] }), aFlag({ flag: 'other', default: 4 })]);
    const user = { user_id: 'u-1' };
    const { data, exitCode } = await runJson<ExplainData>([
      ...['explain', documentFile(document), '--user', JSON.stringify(user)],
    ]);
    const compiled = compile(parsed(document));
    expect(exitCode).toBe(0);
    expect(data.attributes).toEqual(['user_id']);
    expect(data.flags.map(({ decision }) => decision)).toEqual(
      ['m', 'other'].map((flag) => evaluate(compiled, flag, user, TODAY)),
    );
  });

  it('explains the one flag that is asked for', async () => {
    const { data } = await runJson<ExplainData>([
      'explain',
      SAMPLE,
      '--user',
      '{}',
      '--flag',
      'retrieval_top_k',
    ]);
    expect(data.flags.map(({ decision }) => decision.flag)).toEqual(['retrieval_top_k']);
  });

  it.each([[[]], [['--json']]])('names the attributes of the user and no value of them: %s', async (json) => {
    const user = '{"user_id":"ann@example.com","customer_id":"acme","opted_in":"secret"}';
    const { out, err } = await run(['explain', SAMPLE, '--user', user, ...json]);
    expect(out).toContain('customer_id');
    for (const value of ['ann@example.com', 'acme', 'secret']) expect(out + err).not.toContain(value);
  });

  it('lets pins end by the clock', async () => {
    const file = documentFile(
      aFlag({ pins: [{ condition: {}, value: 'new', reason: 'r', until: '2026-11-30' }] }),
    );
    const args = ['explain', file, '--user', '{}'];
    expect((await run(args)).out).toContain('m: new');
    const later = await run(args, { nowMs: () => Date.parse('2026-12-01T00:00:00Z') });
    expect(later.out).toContain('ended after 2026-11-30');
  });

  it('fits a narrow screen', async () => {
    const { out } = await run(['explain', SAMPLE, '--user', '{"user_id":"u-1"}'], { columns: 40 });
    expect(out.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });
});

describe('explain says of a step', () => {
  it('that it served, and by which bucket', async () => {
    const out = await explained({ rules: [aPercentage(100)] }, { user_id: 'u-1' });
    expect(out).toMatch(/canary {3}served: bucket [\d,]+ of 100,000 is below 100,000, in from [\d.]+ % on/);
    expect(out).toContain('default  not reached');
  });

  it('that the bucket is outside, and the role', async () => {
    const out = await explained({ rules: [aPercentage(0.001)] }, { user_id: 'u-1' });
    expect(out).toContain('m: old (control of canary)');
    expect(out).toMatch(/canary {3}outside: bucket [\d,]+ of 100,000 is not below 1, in from [\d.]+ % on/);
    expect(out).toContain('default  served');
  });

  it('in which arm of a split the user is', async () => {
    const out = await explained({ rules: [aSplit(['old', 'old2'])] }, { user_id: 'u-1' });
    expect(out).toMatch(/compare {2}served: place ([01]) of 2 is in \1 to \1/);
  });

  it('that its value or arm is killed', async () => {
    const killed = ['new', 'newer'];
    const all = { name: 'all', condition: {}, value: 'new' };
    const out = await explained(
      { killed, rules: [all, { ...aSplit(['new', 'newer']), condition: {} }] },
      { user_id: 'u-1' },
    );
    expect(out).toContain('all      passed over, its value is killed');
    expect(out).toMatch(/compare {2}passed over, its arm is killed: place \d of 2/);
  });

  it('that the user lacks what is counted', async () => {
    const out = await explained(
      { rules: [aPercentage(50, { bucket_by: 'customer_id' })] },
      { user_id: 'u-1' },
    );
    expect(out).toContain('passed over, the user has no customer_id');
  });

  it('what holds of a condition and what does not', async () => {
    const condition = { plan: 'gold', age: { gte: 18, lt: 65 }, country: ['at'] };
    const out = await explained({ rules: [{ condition, value: 'new' }] }, { plan: 'gold', age: 70 });
    expect(out).toContain('does not hold: age lt, country in (missing); holds: plan equals, age gte');
  });

  it('which segment holds', async () => {
    const segments = { staff: { plan: 'staff' }, early: { opted_in: true } };
    const rules = [{ name: 'r', condition: { segment: { not_in: ['staff', 'early'] } }, value: 'new' }];
    const file = documentFile(aDocument([aFlag({ rules })], segments));
    const user = JSON.stringify({ opted_in: true });
    const { out } = await run(['explain', file, '--user', user], { columns: 200 });
    expect(out).toContain(
      'does not hold: segment not_in staff (not in it: plan equals (missing)), early (in it)',
    );
  });

  it('nothing where the flag is disabled', async () => {
    const out = await explained({ disabled: true, rules: [aPercentage(50)] }, { user_id: 'u-1' });
    expect(out).toContain('m: old\n  disabled: everybody is served the default\n');
  });
});

describe('explain of a stage', () => {
  it('explains what is deployed there', async () => {
    const stage = await CliStage.open({ first: aFlag({ default: 'deployed' }) });
    const { data } = await stage.json<ExplainData>(['explain', '--env', 'prod', '--user', '{}']);
    expect(data.document).toEqual({ application: 'shop-prod', environment: 'prod', version: 1 });
    expect(data.flags).toMatchObject([{ decision: { value: 'deployed' } }]);
  });

  it('says when a deployment is in progress, and explains what was served before', async () => {
    const stage = await CliStage.open({ first: aFlag() });
    await stage.deploy(aFlag({ default: 'next' }), stage.linear);
    const { out } = await stage.run(['explain', '--env', 'prod', '--user', '{}']);
    expect(out).toContain('version 1 of shop-prod/prod (deployment 2 is in progress)');
    expect(out).toContain('m: old');
  });
});

describe('explain refuses', () => {
  const user = ['--user', '{}'];

  it.each([
    ['no source', user, 'neither a file nor --env is given; use one of them'],
    ['two sources', [SAMPLE, '--env', 'prod', ...user], 'both a file and --env are given; use one of them'],
    ['a flag that is not there', [SAMPLE, ...user, '--flag', 'x'], 'use one of inference_model, '],
    ['a file that is not there', ['no/such.json', ...user], 'no/such.json cannot be read (ENOENT)'],
    ['a user that is no object', [SAMPLE, '--user', '["ann"]'], '--user is JSON, but no object'],
  ])('%s', async (_, args, message) => {
    const { exitCode, out, err } = await run(['explain', ...args]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('a user that is no JSON, without repeating it', async () => {
    const { exitCode, err } = await run(['explain', SAMPLE, '--user', '{"user_id": ann@example.com}']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--user is not JSON');
    expect(err).not.toContain('ann');
  });

  it('a document that is broken, with the first place and where to see the rest', async () => {
    const file = textFile('flags.jsonc', '{\n  // nothing\n  "flag": "m"\n}\n');
    const { exitCode, err } = await run(['explain', file, ...user]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/flags\.jsonc holds no flag document .* \(line 1, column 1\)/);
    expect(err).toContain('model-rollout validate');
  });
});
