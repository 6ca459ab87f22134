import { describe, expect, it } from 'vitest';
import type { ChangeData } from '../../../cli/rollout/make-change.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { documentFile, textFile } from '../files.ts';
import { CliStage } from '../stage.ts';
import { standOf } from './verbs.ts';

const KILLED = aDocument([aFlag({ killed: ['new'] })]);

function deploying(file: string): string[] {
  return ['deploy', file, '--env', 'prod', '--yes'];
}

describe('deploy', () => {
  it('stores what was edited by hand, without its comments, and lifts a kill so', async () => {
    const stage = await CliStage.open({ first: KILLED });
    const text = `// by hand\n${JSON.stringify(aDocument([aFlag({ description: 'which' })]))}\n`;
    const { exitCode, data } = await stage.json<ChangeData>(deploying(textFile('next.jsonc', text)));
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, state: 'COMPLETE' });
    expect(data.summary).toBe('the document of next.jsonc');
    expect(stage.served()).toEqual(aDocument([aFlag({ description: 'which' })]));
    expect(stage.deployment(2)).toMatchObject({ GrowthFactor: 25 });
  });

  it('deploys to everybody at once when it is told to', async () => {
    const stage = await CliStage.open({ first: KILLED });
    await stage.run([...deploying(documentFile(aDocument([aFlag()]))), '--at-once']);
    expect(stage.deployment(2)).toMatchObject({ GrowthFactor: 100, State: 'COMPLETE' });
  });

  it('has nothing to do when that is deployed already', async () => {
    const stage = await CliStage.open({ first: KILLED });
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<ChangeData>(deploying(documentFile(KILLED)));
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false });
    expect(standOf(stage)).toEqual(before);
  });

  it.each([
    ['changes two flags', aDocument([aFlag({ default: 'x' }), aFlag({ flag: 'n' })]), 3, /m, n/],
    ['is no flag document', { flags: 1 }, 1, /no flag document/],
  ])('refuses a document that %s, before a version is stored', async (_, next, exitCode, words) => {
    const stage = await CliStage.open({ first: KILLED });
    const outcome = await stage.run(deploying(documentFile(next)));
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.err).toMatch(words);
    expect(stage.requests.filter((name) => name.startsWith('POST'))).toEqual([]);
  });
});
