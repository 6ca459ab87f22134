import { describe, expect, it } from 'vitest';
import { MINUTE_MS, VirtualClock } from '../../../local/clock.ts';
import { Schedules } from '../../../local/rehearsal/schedules.ts';

function aRule(rate: string, State = 'ENABLED') {
  return { ScheduleExpression: rate, State, Targets: [{ Arn: 'watch' }] };
}

function aBench(fails = false) {
  const clock = new VirtualClock(0);
  const called: number[] = [];
  const schedules = new Schedules(clock, {
    invoke: async () => {
      called.push(clock.now() / MINUTE_MS);
      if (fails) throw new Error('down');
    },
  });
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(MINUTE_MS);
      await schedules.tick();
    }
  };
  return { schedules, called, pass };
}

// BEHAVIOUR R22
describe('schedules', () => {
  it('call a function at their rate, counted from their making', async () => {
    const { schedules, called, pass } = aBench();
    await pass(2);
    schedules.add(aRule('rate(5 minutes)'));
    await pass(11);
    expect(called).toEqual([7, 12]);
  });

  it('hide no function that fails', async () => {
    const { schedules, pass } = aBench(true);
    schedules.add(aRule('rate(1 minute)'));
    await expect(pass(1)).rejects.toThrow('down');
  });

  it('call nothing while they are disabled', async () => {
    const { schedules, called, pass } = aBench();
    schedules.add(aRule('rate(1 minute)', 'DISABLED'));
    await pass(3);
    expect(called).toEqual([]);
  });

  it('refuse what is no rate, saying what they know', () => {
    expect(() => aBench().schedules.add(aRule('cron(0 8 * * ? *)'))).toThrow(/cron.* knows rate/);
  });
});
