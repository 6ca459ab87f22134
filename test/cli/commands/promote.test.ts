import { describe, expect, it } from 'vitest';
import type { ChangeData } from '../../../cli/rollout/make-change.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { CliStage } from '../stage.ts';
import { aCompleteRollout, standOf } from './verbs.ts';

const PROMOTE = ['promote', '--env', 'prod', '--flag', 'm', '--yes'];

describe('promote', () => {
  it('makes the only candidate the default and takes its percentage away, as one version', async () => {
    const stage = await aCompleteRollout();
    const { exitCode, data } = await stage.json<ChangeData>(PROMOTE);
    expect({ exitCode, ...data }).toMatchObject({
      exitCode: 0,
      changed: true,
      version: 3,
      state: 'COMPLETE',
    });
    expect(data.changes?.[0]?.changes).toMatchObject([
      { subject: 'default', kind: 'changed', from: 'old', to: 'new' },
      { subject: 'rule', kind: 'removed', name: 'canary' },
    ]);
    expect(stage.served()).toEqual(aDocument([aFlag({ default: 'new' })]));
    expect(stage.deployment(3)).toMatchObject({ GrowthFactor: 25 });
  });

  it('has nothing to do when it is run again with the value', async () => {
    const stage = await aCompleteRollout();
    await stage.run(PROMOTE);
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<ChangeData>([...PROMOTE, '--value', 'new']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false });
    expect(standOf(stage)).toEqual(before);
  });

  it('is refused when nothing is tried out, or the value is killed', async () => {
    const stage = await CliStage.open();
    expect((await stage.run(PROMOTE)).err).toMatch(
      /name the value that is to be its default; nothing was changed/,
    );
    const first = aDocument([aFlag({ killed: ['new'], rules: [aPercentage(50)] })]);
    const killed = await CliStage.open({ first });
    expect(await killed.run([...PROMOTE, '--value', 'new'])).toMatchObject({
      exitCode: 3,
      err: expect.stringMatching(/"new" of flag m is killed.*nothing was changed/),
    });
  });
});
