import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConvertData } from '../../../cli/commands/convert.ts';
import { FORMAT_NAMES } from '../../../cli/convert/format.ts';
import { EXIT } from '../../../cli/exit-code.ts';
import { aDocument, aFlag, aPercentage, aSplit } from '../../helpers/flag-documents.ts';
import { documentFile, textFile } from '../files.ts';
import { run, runJson } from '../io.ts';

const MOVING = aFlag({ flag: 'moving', rules: [aPercentage(10)] });
const STILL = aFlag({ flag: 'still', rules: [{ name: 'gold', condition: { plan: 'gold' }, value: 'new' }] });

function args(from: string, to: string, file: string, ...others: readonly string[]): readonly string[] {
  return ['convert', '--from', from, '--to', to, file, ...others];
}

/** A LaunchDarkly payload whose flags each try something out. */
function inMotion(...keys: readonly string[]): string {
  const rollout = {
    variations: [
      { variation: 1, weight: 10_000 },
      { variation: 0, weight: 90_000 },
    ],
  };
  const flags = keys.map((key) => [
    key,
    {
      key,
      version: 1,
      on: true,
      salt: 's',
      variations: ['old', 'new'],
      offVariation: 0,
      fallthrough: { rollout },
    },
  ]);
  return textFile('flags.json', JSON.stringify({ flags: Object.fromEntries(flags), segments: {} }));
}

describe('convert', () => {
  it('writes flags to standard output, and what is lost to standard error', async () => {
    const file = documentFile(aDocument([{ ...STILL, killed: ['never'] }]));
    const { exitCode, out, err } = await run(args('model-rollout', 'openfeature-flagd', file));
    expect(exitCode).toBe(EXIT.ok);
    expect(Object.keys(JSON.parse(out).flags)).toEqual(['still']);
    expect(err).toContain('dropped: killed values');
    expect(err).toContain('at: /flags/0/killed');
  });

  it('writes flags to a file, and what is lost to standard output', async () => {
    const file = documentFile(aDocument([STILL]));
    const to = textFile('out.json', '');
    const { exitCode, out, err } = await run(args('model-rollout', 'launchdarkly', file, '--out', to));
    expect({ exitCode, err }).toEqual({ exitCode: EXIT.ok, err: '' });
    expect(out).toContain('1 flag converted: still');
    expect(Object.keys(JSON.parse(readFileSync(to, 'utf8')).flags)).toEqual(['still']);
  });

  it('leaves out a flag that would be served to others, and ends with a code of its own', async () => {
    const file = documentFile(aDocument([MOVING, STILL]));
    const { exitCode, out, err } = await run(args('model-rollout', 'launchdarkly', file));
    expect(exitCode).toBe(EXIT.findings);
    expect(Object.keys(JSON.parse(out).flags)).toEqual(['still']);
    expect(err).toMatch(
      /reassigned: the hash murmur3[\s\S]*1 flag left out: moving[\s\S]*--accept reassigned/,
    );
  });

  it('takes that flag when a person accepts it', async () => {
    const file = documentFile(aDocument([MOVING, STILL]));
    const accepted = args('model-rollout', 'launchdarkly', file, '--accept', 'reassigned');
    const { exitCode, data } = await runJson<ConvertData>([...accepted]);
    expect(exitCode).toBe(EXIT.ok);
    expect(data).toMatchObject({ converted: ['moving', 'still'], leftOut: [], unknown: [], issues: [] });
  });

  it('says where in a flag document something is lost, whichever flags are wanted', async () => {
    const file = documentFile(aDocument([STILL, { ...STILL, flag: 'other' }, MOVING]));
    const { data } = await runJson<ConvertData>([
      ...args('model-rollout', 'launchdarkly', file, '--flag', 'moving'),
    ]);
    expect(data.losses.map(({ pointer }) => pointer)).toContain('/flags/2/rules/0/condition/hash');
    const single = documentFile(MOVING);
    const { data: alone } = await runJson<ConvertData>([...args('model-rollout', 'launchdarkly', single)]);
    expect(alone.losses.map(({ pointer }) => pointer)).toContain('/rules/0/condition/hash');
  });

  it('refuses flags that may not be in motion together, and takes each by itself', async () => {
    const file = inMotion('one', 'two');
    const both = await run(args('launchdarkly', 'model-rollout', file));
    expect({ exitCode: both.exitCode, out: both.out }).toEqual({ exitCode: EXIT.findings, out: '' });
    expect(both.err).toMatch(/gate-conflict[\s\S]*--flag takes one flag at a time/);
    const { exitCode, data } = await runJson<ConvertData>([
      ...args('launchdarkly', 'model-rollout', file, '--flag', 'two'),
    ]);
    expect({ exitCode, converted: data.converted }).toEqual({ exitCode: EXIT.ok, converted: ['two'] });
  });

  it('advises nobody to accept what was accepted, where something else is in the way', async () => {
    const file = inMotion('one', 'two');
    const accepted = args('launchdarkly', 'model-rollout', file, '--rehash', '--accept', 'reassigned');
    const { err } = await run(accepted);
    expect(err).toContain('gate-conflict');
    expect(err).not.toContain('--accept');
  });

  it('takes flags in motion together to where that is usual', async () => {
    const { data } = await runJson<ConvertData>([
      ...args('launchdarkly', 'openfeature-flagd', inMotion('one', 'two'), '--accept', 'reassigned'),
    ]);
    expect(data.converted).toEqual(['one', 'two']);
  });

  it('deals users by the own hash only where that is accepted', async () => {
    const file = inMotion('one');
    const rehash = args('launchdarkly', 'model-rollout', file, '--rehash');
    const { data: refused } = await runJson<ConvertData>([...rehash]);
    expect(refused).toMatchObject({ converted: [], leftOut: ['one'] });
    const { data } = await runJson<ConvertData>([...rehash, '--accept', 'reassigned']);
    expect(JSON.parse(data.text ?? '').flags[0].rules[0].condition).toEqual({ rollout_percentage: 10 });
  });

  it('keeps the segments that flags need, and no others when some flags stay behind', async () => {
    const segments = { gold: { plan: 'gold' }, other: { plan: 'other' } };
    const inGold = aFlag({ flag: 'in-gold', rules: [{ condition: { segment: 'gold' }, value: 'new' }] });
    const file = documentFile(aDocument([inGold, STILL], segments));
    const segmentsOf = async (...flags: readonly string[]): Promise<object> => {
      const chosen = flags.length === 0 ? [] : ['--flag', ...flags];
      const { data } = await runJson<ConvertData>([
        ...args('model-rollout', 'model-rollout', file, ...chosen),
      ]);
      return JSON.parse(data.text ?? '').segments ?? {};
    };
    expect([await segmentsOf(), await segmentsOf('in-gold'), await segmentsOf('still')]).toEqual([
      segments,
      { gold: segments.gold },
      {},
    ]);
  });

  it('names flags that are wanted and not there, and writes nothing when none is left', async () => {
    const out = `${documentFile({})}.not-there`;
    const file = documentFile(aDocument([STILL]));
    const answer = await run(args('model-rollout', 'launchdarkly', file, '--flag', 'nobody', '--out', out));
    expect(answer.exitCode).toBe(EXIT.findings);
    expect(answer.out).toContain('there is no flag nobody');
    expect(existsSync(out)).toBe(false);
  });

  it('says what is wrong with a text that is not of the format', async () => {
    const file = textFile('flags.json', '{"flags": 7}');
    for (const from of FORMAT_NAMES) {
      const { exitCode, data } = await runJson<ConvertData>([...args(from, 'model-rollout', file)]);
      expect(exitCode, from).toBe(EXIT.findings);
      expect(data.issues, from).not.toEqual([]);
    }
  });

  it('says which format a file is in when it is not that of --from, and nothing else of it', async () => {
    const file = inMotion('one');
    for (const from of FORMAT_NAMES.filter((name) => name !== 'launchdarkly')) {
      const { exitCode, err } = await run(args(from, 'model-rollout', file));
      expect(exitCode, from).toBe(EXIT.findings);
      expect(err.match(/error|refused/g), from).toEqual(['error']);
      expect(err, from).toContain('fix: say --from launchdarkly');
    }
  });

  it('says in which line the syntax is broken', async () => {
    const file = textFile('flags.json', '{\n  "flags": {},,\n}');
    for (const from of FORMAT_NAMES) {
      const { err } = await run(args(from, 'model-rollout', file));
      expect(err.replaceAll(/\s/g, ''), from).toContain(`${file}:2:`);
    }
  });

  it('says of the file that was asked for whether it is written', async () => {
    const file = documentFile(aDocument([MOVING]));
    const to = textFile('out.json', 'as it was');
    const left = await run(args('model-rollout', 'launchdarkly', file, '--out', to));
    expect(left.out.replaceAll(/\s/g, '')).toContain(`${to}isleftasitwas`);
    expect(readFileSync(to, 'utf8')).toBe('as it was');
    const done = await run(args('model-rollout', 'openfeature-flagd', file, '--out', to));
    expect(done.out.replaceAll(/\s/g, '')).toContain(`${to}iswritten`);
  });

  it('refuses formats, effects and files that there are not', async () => {
    const file = documentFile(aDocument([STILL]));
    const wrong = [
      args('yaml', 'launchdarkly', file),
      args('model-rollout', 'launchdarkly', file, '--accept', 'dropped'),
      args('model-rollout', 'launchdarkly', `${file}.not-there`),
      args('model-rollout', 'launchdarkly', file, '--out', `${file}/not/there`),
    ];
    for (const one of wrong) expect((await run(one)).exitCode, one.join(' ')).toBe(EXIT.usage);
  });

  it('keeps every flag of one format as it is in that format', async () => {
    const split = aFlag({ flag: 'moving', rules: [aSplit(['old', 'new'], { salt: 's' })] });
    const document = aDocument([split, STILL], { gold: { plan: 'gold' } });
    const { data } = await runJson<ConvertData>([
      ...args('model-rollout', 'model-rollout', documentFile(document)),
    ]);
    expect(JSON.parse(data.text ?? '')).toEqual(document);
  });
});
