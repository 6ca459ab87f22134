import { describe, expect, it } from 'vitest';
import type { ChangeData } from '../../../cli/rollout/make-change.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { CliStage, MINUTE } from '../stage.ts';
import { standOf, WITH_PIN } from './verbs.ts';

const AT = ['--env', 'prod', '--flag', 'm', '--customer', 'acme', '--yes'];
const PIN = ['pin', ...AT, '--value', 'new', '--reason', 'contract', '--until'];
const UNPIN = ['unpin', ...AT];

/** `m` with one pin. */
function pinned(condition: object, members: object = {}): unknown {
  const pin = { condition, value: 'new', reason: 'contract', until: '2027-01-31', ...members };
  return aDocument([aFlag({ pins: [pin] })]);
}

describe('pin', () => {
  it('gives a customer one value, at once', async () => {
    const stage = await CliStage.open();
    const { exitCode, out } = await stage.run([...PIN, '2027-01-31']);
    expect(exitCode).toBe(0);
    expect(out).toBe(`m: new for a customer_id, until 2027-01-31, in shop-prod/prod against version 1:
m
  pin on customer_id added: new
Deployment 2 of version 2 is COMPLETE: m: new for a customer_id, until
2027-01-31.
`);
    expect(stage.served()).toEqual(WITH_PIN);
    expect(stage.deployment(2)).toMatchObject({ GrowthFactor: 100, FinalBakeTimeInMinutes: 0 });
  });

  it('has nothing to do where the pin is so already', async () => {
    const stage = await CliStage.open({ first: WITH_PIN });
    const before = standOf(stage);
    const { exitCode, data } = await stage.json<ChangeData>([...PIN, '2027-01-31']);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false });
    expect(standOf(stage)).toEqual(before);
  });

  it.each([[{ customer_id: 'acme' }], [{ customer_id: ['acme'] }]])(
    'replaces the pin of %j',
    async (condition) => {
      const stage = await CliStage.open({ first: pinned(condition, { until: '2026-12-31' }) });
      expect(await stage.run([...PIN, '2027-01-31'])).toMatchObject({ exitCode: 0 });
      expect(stage.served()).toEqual(pinned(condition));
    },
  );

  it('knows customers by another attribute', async () => {
    const stage = await CliStage.open();
    await stage.run([...PIN, '2027-01-31', '--attribute', 'account']);
    expect(stage.served()).toEqual(pinned({ account: ['acme'] }));
  });

  it('is refused when its end has passed, by the clock, before AWS is asked', async () => {
    const stage = await CliStage.open();
    expect(await stage.run([...PIN, '2026-11-22'])).toEqual({
      ...{ exitCode: 2, out: '' },
      err: '--until is 2026-11-22, which is over; nothing was changed; use today or a later day\n',
    });
    expect(stage.requests).toEqual([]);
    expect(await stage.run([...PIN, '2026-11-23'])).toMatchObject({ exitCode: 0 });
  });

  it('is refused for a value that is killed', async () => {
    const stage = await CliStage.open({ first: aDocument([aFlag({ killed: ['new'] })]) });
    expect((await stage.run([...PIN, '2027-01-31'])).err).toMatch(/killed.*nothing was changed/);
  });

  it('is refused for a day that there is not before AWS is asked', async () => {
    const stage = await CliStage.open();
    const { exitCode, err } = await stage.run([...PIN, '2027-02-30']);
    expect([exitCode, err]).toEqual([2, '--until is "2027-02-30"; use a day such as 2027-01-31\n']);
    expect(stage.requests).toEqual([]);
  });

  it('says that a monitor has taken it back', async () => {
    const stage = await CliStage.open();
    stage.alarm('ALARM');
    const { exitCode, data } = await stage.json<ChangeData>([...PIN, '2027-01-31']);
    expect({ exitCode, ...data }).toMatchObject({
      ...{ exitCode: 5, state: 'ROLLED_BACK', reason: expect.stringMatching(/candidate-error-rate/) },
    });
  });
});

describe('unpin', () => {
  it('takes the pin away, at once', async () => {
    const stage = await CliStage.open({ first: WITH_PIN });
    const { exitCode, data } = await stage.json<ChangeData>(UNPIN);
    expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: true, state: 'COMPLETE' });
    expect(stage.served()).toEqual(aDocument([aFlag()]));
  });

  it('leaves pins alone that are of others as well, or of fewer', async () => {
    for (const condition of [{ customer_id: ['acme', 'other'] }, { customer_id: 'acme', plan: 'gold' }]) {
      const stage = await CliStage.open({ first: pinned(condition) });
      const { exitCode, data } = await stage.json<ChangeData>(UNPIN);
      expect({ exitCode, ...data }).toMatchObject({ exitCode: 0, changed: false });
    }
  });

  it('is refused for a flag that there is not', async () => {
    const stage = await CliStage.open();
    const { exitCode, err } = await stage.run([
      'unpin',
      '--env',
      'prod',
      '--flag',
      'x',
      '--customer',
      'acme',
    ]);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/there is no flag x.*nothing was changed/);
    await stage.pass(MINUTE);
  });
});
