import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Events } from '../../../local/events/events.ts';
import { eventsHandler } from '../../../local/events/http.ts';
import type { HttpResponse } from '../../../local/http/loopback-server.ts';
import { Topics } from '../../../local/sns/topics.ts';

const RULE = {
  EventPattern: { source: ['shop'], 'detail-type': ['Outcome'] },
  Targets: [{ Arn: 'arn:aws:lambda:us-east-1:123456789012:function:door' }],
};

/** A bus with a rule, and what its function was called with; BEHAVIOUR E7. */
function aBus() {
  const clock = new VirtualClock(Date.UTC(2031, 0, 15));
  const received: unknown[] = [];
  const functions = { invoke: async (_: string, event: unknown) => void received.push(event) };
  const events = new Events({ clock, functions, topics: new Topics({ clock }) });
  events.putRule('outcomes', RULE);
  const handle = eventsHandler(events);
  const call = async (input: object, target = 'AWSEvents.PutEvents') => {
    const request = { method: 'POST', path: '/', query: new URLSearchParams() };
    const body = Buffer.from(JSON.stringify(input));
    const response: HttpResponse = await handle({ ...request, headers: { 'x-amz-target': target }, body });
    await events.tick();
    return { status: response.status, output: JSON.parse(String(response.body)) };
  };
  return { received, call };
}

const EVENT = { Source: 'shop', DetailType: 'Outcome', Detail: '{"token":"t"}' };

describe('events of ones own', () => {
  it('reach the function whose rule they match, and no other', async () => {
    const { received, call } = aBus();
    const { output } = await call({ Entries: [EVENT, { ...EVENT, Source: 'other' }] });
    expect(output).toMatchObject({ FailedEntryCount: 0, Entries: [{}, {}] });
    expect(received).toMatchObject([
      { source: 'shop', 'detail-type': 'Outcome', detail: { token: 't' }, account: '123456789012' },
    ]);
  });

  it.each([
    [{ Detail: 'no JSON' }],
    [{ Detail: '[]' }],
    [{ Source: '' }],
    [{ DetailType: undefined }],
    [{ EventBusName: 'another' }],
  ])('are refused one by one: %j', async (changes) => {
    const { received, call } = aBus();
    const { output } = await call({ Entries: [{ ...EVENT, ...changes }, EVENT] });
    expect(output).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InvalidArgument' }, {}] });
    expect(received).toHaveLength(1);
  });

  it('are ten at most a call', async () => {
    const { call } = aBus();
    for (const Entries of [[], Array(11).fill(EVENT)]) {
      await expect(call({ Entries })).rejects.toMatchObject({ name: 'ValidationException', status: 400 });
    }
    expect((await call({ Entries: Array(10).fill(EVENT) })).status).toBe(200);
  });

  it('are all that is modelled over HTTP', async () => {
    const { call } = aBus();
    await expect(call({}, 'AWSEvents.PutRule')).rejects.toMatchObject({
      ...{ name: 'UnknownOperationException', status: 501, message: expect.stringContaining('PutRule') },
    });
  });
});
