import { describe, expect, it } from 'vitest';
import { MINUTE_MS, VirtualClock } from '../../../local/clock.ts';
import { Events } from '../../../local/events/events.ts';
import type { RuleProperties } from '../../../local/events/rule.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:watch';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

function aRate(rate: string, State = 'ENABLED'): RuleProperties {
  return { ScheduleExpression: rate, State, Targets: [{ Arn: FUNCTION }] };
}

function aBench({ fails = false } = {}) {
  const clock = new VirtualClock(0);
  const called: number[] = [];
  const payloads: unknown[] = [];
  const published: { TopicArn: string; Message: string }[] = [];
  const events = new Events({
    clock,
    functions: {
      invoke: async (_arn, payload) => {
        called.push(clock.now() / MINUTE_MS);
        payloads.push(payload);
        if (fails) throw new Error('down');
      },
    },
    topics: { publish: (message) => published.push(message) },
  });
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(MINUTE_MS);
      await events.tick();
    }
  };
  return { events, called, payloads, published, pass };
}

function anEvent(detail: Record<string, unknown> = {}) {
  return { source: 'aws.appconfig', detailType: 'On Deployment Start', resources: ['arn:a'], detail };
}

// BEHAVIOUR E4
describe('schedules', () => {
  it('call a function at their rate, counted from their making', async () => {
    const { events, called, pass } = aBench();
    await pass(2);
    events.putRule('look', aRate('rate(5 minutes)'));
    await pass(11);
    expect(called).toEqual([7, 12]);
  });

  it('hide no function that fails', async () => {
    const { events, pass } = aBench({ fails: true });
    events.putRule('look', aRate('rate(1 minute)'));
    await expect(pass(1)).rejects.toThrow('down');
  });

  it('call nothing while they are disabled, nor make up for it', async () => {
    const { events, called, pass } = aBench();
    events.putRule('look', aRate('rate(1 minute)', 'DISABLED'));
    await pass(3);
    events.putRule('look', aRate('rate(1 minute)'));
    await pass(1);
    expect(called).toEqual([4]);
  });

  it('go on as before when the rule is put again, and anew at another rate', async () => {
    const { events, called, pass } = aBench();
    events.putRule('look', aRate('rate(5 minutes)'));
    await pass(3);
    events.putRule('look', aRate('rate(5 minutes)'));
    await pass(2);
    events.putRule('look', aRate('rate(2 minutes)'));
    await pass(2);
    expect(called).toEqual([5, 7]);
  });

  it('refuse what is no rate, saying what they know', () => {
    expect(() => aBench().events.putRule('look', aRate('cron(0 8 * * ? *)'))).toThrow(/cron.*rate/);
  });
});

// BEHAVIOUR E1, E2
describe('the event bus', () => {
  it('hands an event to the targets of the rules that are about it, with what the bus knows of it', async () => {
    const { events, payloads, pass } = aBench();
    events.putRule('ours', { EventPattern: { source: ['aws.appconfig'] }, Targets: [{ Arn: FUNCTION }] });
    events.putRule('other', { EventPattern: { source: ['aws.ec2'] }, Targets: [{ Arn: FUNCTION }] });
    await pass(1);
    events.put(anEvent({ DeploymentNumber: 7 }));
    await pass(1);
    expect(payloads).toEqual([
      {
        ...{ version: '0', id: expect.any(String), 'detail-type': 'On Deployment Start' },
        ...{ source: 'aws.appconfig', account: '123456789012', region: 'us-east-1' },
        ...{ time: '1970-01-01T00:01:00Z', resources: ['arn:a'], detail: { DeploymentNumber: 7 } },
      },
    ]);
  });

  it('sends a topic the text that the rule makes of the event', async () => {
    const { events, published, pass } = aBench();
    const InputTransformer = {
      InputPathsMap: { number: '$.detail.DeploymentNumber' },
      InputTemplate: '"deployment <number> has started"',
    };
    events.putRule('tell', {
      EventPattern: { source: ['aws.appconfig'] },
      Targets: [{ Arn: TOPIC, InputTransformer }],
    });
    events.put(anEvent({ DeploymentNumber: 7 }));
    await pass(1);
    expect(published).toEqual([{ TopicArn: TOPIC, Message: '"deployment 7 has started"' }]);
  });

  it('sends nothing by a rule that is disabled or deleted', async () => {
    const { events, payloads, pass } = aBench();
    const rule = { EventPattern: { source: ['aws.appconfig'] }, Targets: [{ Arn: FUNCTION }] };
    events.putRule('disabled', { ...rule, State: 'DISABLED' });
    events.putRule('deleted', rule);
    events.deleteRule('deleted');
    events.put(anEvent());
    await pass(1);
    expect(payloads).toEqual([]);
  });

  it('refuses a target that it cannot send to, a rule that is about nothing, and to delete what is not there', () => {
    const { events } = aBench();
    const put = (rule: RuleProperties) => () => events.putRule('odd', rule);
    expect(put({ ...aRate('rate(1 minute)'), Targets: [{ Arn: 'arn:aws:sqs:us-east-1:1:queue' }] })).toThrow(
      /sqs.*functions and topics/,
    );
    expect(put({})).toThrow(/neither a pattern nor a schedule/);
    expect(() => events.deleteRule('odd')).toThrow('no rule has the name odd');
  });
});
