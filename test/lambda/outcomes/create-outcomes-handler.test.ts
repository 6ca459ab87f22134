import { afterEach, describe, expect, it, vi } from 'vitest';
import { ARM_DIMENSION_SETS, OUTCOME_DIMENSION_SET } from '../../../lambda/metric-names.ts';
import { SETTLING_MS } from '../../../lambda/outcomes/create-outcomes-handler.ts';
import { MAX_LIFETIME_MS } from '../../../lambda/outcomes/exposure-token.ts';
import { MAX_BATCH } from '../../../lambda/outcomes/outcome-item.ts';
import { aDoor, anItem, aToken, DAY_MS, KEY, OTHER_KEY, SETTINGS, START, someItems } from './builders.ts';

interface Line {
  readonly Outcome?: readonly number[];
  readonly Role?: string;
}

/** Values of outcomes that were written, by role. */
function counted(records: readonly Line[]): Readonly<{ candidate: number; control: number }> {
  const totals = { candidate: 0, control: 0 };
  for (const { Outcome = [], Role } of records) {
    if (Role === 'candidate' || Role === 'control') totals[Role] += Outcome.length;
  }
  return totals;
}

function codes(reply: unknown): readonly unknown[] {
  const { refused } = reply as { refused: readonly { index: number; code: string }[] };
  return refused.map(({ index, code }) => [index, code]);
}

afterEach(() => {
  vi.useRealTimers();
});

const url = (body: unknown) => ({ requestContext: {}, body: JSON.stringify(body), isBase64Encoded: false });

describe('the outcomes function', () => {
  it('counts an outcome for the role, the value and the flag of its answer, in the minute it arrives', async () => {
    const { send, clock, records } = await aDoor({ comparisons: 'users' });
    clock.advance(3 * DAY_MS);
    const reply = await send(anItem({ value: 0.5 }));
    expect(reply).toEqual({ statusCode: 200, accepted: [0], duplicates: [], refused: [] });
    expect(records()[0]).toMatchObject({
      ...{ Service: 'assistant', Environment: 'prod', Role: 'candidate', OutcomeName: 'task_completed' },
      ...{ Flag: 'inference_model', Value: 'claude-sonnet-4-6', UnitGroup: '07' },
      ...{ Outcome: [0.5], OutcomeSquared: [0.25], _aws: { Timestamp: START + 3 * DAY_MS } },
    });
    const sets = records()[0]._aws.CloudWatchMetrics.flatMap(
      (one: { Dimensions: unknown }) => one.Dimensions,
    );
    expect(sets).toEqual([
      [...OUTCOME_DIMENSION_SET],
      [...ARM_DIMENSION_SETS.outcome],
      [...ARM_DIMENSION_SETS.outcomeGroup],
    ]);
  });

  it('answers a function URL in HTTP', async () => {
    const { send } = await aDoor();
    const reply = await send(url({ outcomes: [anItem()] }));
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(String(reply?.body))).toEqual({ accepted: [0], duplicates: [], refused: [] });
  });

  it('refuses each bad item by itself with a reason, and keeps the rest', async () => {
    const { send, records } = await aDoor();
    const bad = [
      'text',
      anItem({ user_id: 'u1' }),
      anItem({ outcome: 'bought' }),
      anItem({ outcome: 'constructor' }),
      anItem({ value: 1.01 }),
      anItem({ value: '1' }),
      anItem({ token: 'v1.a.b' }),
      anItem({ token: aToken({}, OTHER_KEY) }),
      anItem({}, { issuedAtMs: START - 30 * DAY_MS }),
    ];
    const reply = await send({ outcomes: [anItem(), ...bad, anItem({ outcome: 'escalated', value: 0 })] });
    expect(reply).toMatchObject({ statusCode: 200, accepted: [0, 10] });
    expect(codes(reply)).toEqual([
      [1, 'item-malformed'],
      [2, 'item-malformed'],
      [3, 'outcome-undeclared'],
      [4, 'outcome-undeclared'],
      [5, 'value-out-of-range'],
      [6, 'value-out-of-range'],
      [7, 'token-malformed'],
      [8, 'token-forged'],
      [9, 'token-expired'],
    ]);
    expect(counted(records())).toEqual({ candidate: 2, control: 0 });
    expect(records().at(-1)).toMatchObject({ OutcomesCounted: 2, OutcomesRefused: 9, OutcomesDeferred: 0 });
  });

  it('takes for 0 what CloudWatch would not take, and with it the values beside it in a record', async () => {
    const { send, records } = await aDoor({ comparisons: 'requests' });
    const tiny = [1e-49, 1e-51, 5e-324, -0].map((value, n) => anItem({ value }, { id: `tiny-${n}` }));
    expect(await send(tiny)).toMatchObject({ accepted: [0, 1, 2, 3] });
    const [{ Outcome, OutcomeSquared }] = records();
    expect(Outcome.toSorted()).toEqual([0, 0, 0, 1e-49]);
    expect(Math.min(...OutcomeSquared.filter((square: number) => square > 0))).toBeGreaterThan(8.6e-109);
  });

  it('says 422 where nothing was counted and nothing will be', async () => {
    const { send } = await aDoor();
    expect(await send(anItem({ value: 2 }))).toMatchObject({ statusCode: 422, accepted: [] });
  });

  it.each([
    ['no JSON', { requestContext: {}, body: '{' }],
    ['a number', 5],
    ['an empty batch', { outcomes: [] }],
    ['a batch that is too long', { outcomes: Array(MAX_BATCH + 1).fill({}) }],
    ['a batch that is no list', { outcomes: 'all' }],
  ])('says 400 to %s, and counts the refusal', async (_what, event) => {
    const { send, records } = await aDoor();
    expect(await send(event)).toMatchObject({ statusCode: 400 });
    expect(records()).toEqual([expect.objectContaining({ OutcomesRefused: 1, OutcomesCounted: 0 })]);
  });

  it('counts the longest batch in few records, every value a sample of its own', async () => {
    const { send, records, lines } = await aDoor();
    const reply = await send({ outcomes: someItems(MAX_BATCH) });
    expect(reply).toMatchObject({ statusCode: 200, refused: [] });
    expect(counted(records())).toEqual({ candidate: MAX_BATCH, control: 0 });
    expect(lines).toHaveLength(MAX_BATCH / 100 + 1);
  });

  it('writes nothing of tokens, and the store holds none', async () => {
    const { send, lines, client, store } = await aDoor();
    const token = aToken();
    const seen: unknown[] = [];
    client.middlewareStack.add((next) => async (args) => {
      seen.push(args.input);
      return next(args);
    });
    await send(anItem({ token }));
    const [, payload = '', signature = ''] = token.split('.');
    const told = JSON.stringify([lines, seen]);
    for (const secret of [payload, signature, 'AAAAAAAA']) expect(told).not.toContain(secret);
    expect(seen).toHaveLength(2);
    expect(store.consumed.writeUnits).toBe(2);
  });
});

describe('an outcome that is sent twice', () => {
  it('is counted once, by whatever environment of the function', async () => {
    const { send, start, records } = await aDoor();
    await send(anItem());
    for (const again of [send, start()]) {
      expect(await again(anItem())).toMatchObject({ statusCode: 200, accepted: [], duplicates: [0] });
    }
    expect(counted(records())).toEqual({ candidate: 1, control: 0 });
  });

  it('is counted once by two environments that are sent it at the same time', async () => {
    const { send, start, records } = await aDoor();
    const items = someItems(60);
    const replies = await Promise.all([send({ outcomes: items }), start()({ outcomes: items.toReversed() })]);
    expect(counted(records()).candidate).toBe(60);
    const deferred = new Set(replies.flatMap(codes).map((one) => (one as unknown[])[1]));
    for (const code of deferred) expect(code).toBe('outcome-in-progress');
    expect(await send({ outcomes: items })).toMatchObject({ statusCode: 200, accepted: [], refused: [] });
    expect(counted(records()).candidate).toBe(60);
  });

  it('is counted once within a batch', async () => {
    const { send, records } = await aDoor();
    const reply = await send([anItem(), anItem({ outcome: 'escalated' }), anItem()]);
    expect(reply).toMatchObject({ accepted: [0, 1], duplicates: [2] });
    expect(counted(records())).toEqual({ candidate: 2, control: 0 });
  });

  it('keeps its first value, and who sends another is told', async () => {
    const { send } = await aDoor();
    const both = await send([anItem({ value: 1 }), anItem({ value: 0 })]);
    expect(both).toMatchObject({ statusCode: 200, accepted: [0] });
    expect(codes(both)).toEqual([[1, 'value-conflict']]);
    const later = await send([anItem({ value: 0 })]);
    expect(codes(later)).toEqual([[0, 'value-conflict']]);
  });

  it('is remembered for longer than its token is accepted', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    const { send, clock, state, records } = await aDoor();
    await send(anItem());
    const almostMs = SETTINGS.lifetimeMs - 1;
    clock.advance(almostMs);
    vi.setSystemTime(START + almostMs);
    expect(await send(anItem())).toMatchObject({ duplicates: [0] });
    clock.advance(1);
    expect(codes(await send(anItem()))).toEqual([[0, 'token-expired']]);
    expect(state.keys).toBeDefined();
    expect(counted(records()).candidate).toBe(1);
  });

  it('stays counted once though tokens are accepted for longer from then on', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    const { send, start, clock, records } = await aDoor({ lifetimeMs: DAY_MS });
    await send(anItem());
    clock.advance(80 * DAY_MS);
    vi.setSystemTime(START + 80 * DAY_MS);
    expect(await start({ lifetimeMs: MAX_LIFETIME_MS })(anItem())).toMatchObject({ duplicates: [0] });
    expect(counted(records()).candidate).toBe(1);
  });
});

const DOWN = { status: 500, body: '{"__type":"InternalServerError"}' };

describe('a store that is down', () => {
  it('defers what cannot be looked up, which is counted once when it is sent again', async () => {
    const { send, state, records } = await aDoor();
    state.meddle = () => DOWN;
    const reply = await send({ outcomes: [anItem(), anItem({ value: 9 })] });
    expect(reply).toMatchObject({ statusCode: 503, accepted: [] });
    expect(codes(reply)).toEqual([
      [0, 'store-unavailable'],
      [1, 'value-out-of-range'],
    ]);
    expect(records().at(-1)).toMatchObject({ OutcomesDeferred: 1, OutcomesRefused: 1, OutcomesCounted: 0 });
    state.meddle = () => undefined;
    expect(await send(anItem())).toMatchObject({ statusCode: 200, accepted: [0] });
    expect(counted(records()).candidate).toBe(1);
  });

  it('defers the items that it fails for, and counts the others of their batch', async () => {
    const { send, state, records } = await aDoor();
    let puts = 0;
    state.meddle = (operation) => {
      if (operation === 'PutItem') puts += 1;
      return operation === 'PutItem' && puts % 3 === 0 ? DOWN : undefined;
    };
    const first = await send({ outcomes: someItems(30) });
    expect(first).toMatchObject({ statusCode: 503 });
    expect(counted(records()).candidate).toBe(20);
    state.meddle = () => undefined;
    const second = (await send({ outcomes: someItems(30) })) as unknown as Record<string, unknown[]>;
    expect([second.accepted?.length, second.duplicates?.length]).toEqual([10, 20]);
    expect(counted(records()).candidate).toBe(30);
  });

  it('that takes claims but no notes has outcomes counted, and it is told how many are not noted', async () => {
    const { send, state, records } = await aDoor();
    state.meddle = (operation) => (operation === 'UpdateItem' ? DOWN : undefined);
    expect(await send(anItem())).toMatchObject({ statusCode: 200, accepted: [0] });
    expect(records().at(-1)).toMatchObject({ OutcomesCounted: 1, OutcomesUnsettled: 1 });
    state.meddle = () => undefined;
    const again = await send(anItem());
    expect(again).toMatchObject({ statusCode: 503 });
    expect(codes(again)).toEqual([[0, 'outcome-in-progress']]);
    expect(counted(records()).candidate).toBe(1);
  });

  it('has an event of EventBridge sent again, and what was counted stays so', async () => {
    const { send, state, records } = await aDoor();
    const event = { 'detail-type': 'Outcome', source: 'shop', detail: { outcomes: someItems(2) } };
    let puts = 0;
    state.meddle = (operation) => {
      puts += operation === 'PutItem' ? 1 : 0;
      return operation === 'PutItem' && puts === 1 ? DOWN : undefined;
    };
    await expect(send(event)).rejects.toMatchObject({ name: 'outcomes-deferred' });
    expect(await send(event)).toBeUndefined();
    expect(counted(records()).candidate).toBe(2);
  });
});

describe('a function that is cut off', () => {
  it('between its claims and its records has counted nothing, and counts when sent again after its time', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    const { send, start, state, records } = await aDoor();
    let seen = 0;
    const cut = new Promise<never>(() => {});
    state.meddle = (operation) => (operation === 'PutItem' && ++seen === 10 ? cut : undefined);
    void send({ outcomes: someItems(10) });
    await vi.waitFor(() => expect(seen).toBe(10));
    state.meddle = () => undefined;
    const restarted = start();
    const early = await restarted({ outcomes: someItems(10) });
    expect(new Set(codes(early).map((one) => (one as unknown[])[1]))).toEqual(
      new Set(['outcome-in-progress']),
    );
    vi.setSystemTime(START + state.remainingMs + 60_000);
    const later = await restarted({ outcomes: someItems(10) });
    expect(later).toMatchObject({ statusCode: 200, refused: [] });
    expect(counted(records()).candidate).toBe(10);
  });

  it('has counted no value yet that another could be in conflict with', async () => {
    const { send, start, state } = await aDoor();
    let claims = 0;
    state.meddle = () => (++claims === 2 ? new Promise<never>(() => {}) : undefined);
    void send([anItem({}, { id: 'another' }), anItem({ value: 1 })]);
    await vi.waitFor(() => expect(claims).toBe(2));
    state.meddle = () => undefined;
    expect(codes(await start()(anItem({ value: 0 })))).toEqual([[0, 'outcome-in-progress']]);
  });

  it('would be amid its notes has not begun to count: they may take as long as the claims took', async () => {
    const { send, state, records } = await aDoor();
    state.meddle = (operation) => {
      if (operation === 'PutItem') state.remainingMs = 14_000;
      return undefined;
    };
    expect(codes(await send(anItem()))).toEqual([[0, 'out-of-time']]);
    expect(counted(records()).candidate).toBe(0);
  });

  it('soon has not begun to count: its claims are given back', async () => {
    const { send, state, records } = await aDoor();
    state.remainingMs = SETTLING_MS - 1;
    const late = await send({ outcomes: someItems(3) });
    expect(late).toMatchObject({ statusCode: 503 });
    expect(codes(late)).toEqual([
      [0, 'out-of-time'],
      [1, 'out-of-time'],
      [2, 'out-of-time'],
    ]);
    state.remainingMs = SETTLING_MS;
    expect(await send({ outcomes: someItems(3) })).toMatchObject({ statusCode: 200, accepted: [0, 1, 2] });
    expect(counted(records()).candidate).toBe(3);
  });
});

describe('keys that cannot be read', () => {
  it('defer everything where there are none yet', async () => {
    const { send, state } = await aDoor();
    state.keys = undefined;
    const reply = await send(anItem());
    expect(reply).toMatchObject({ statusCode: 503 });
    expect(codes(reply)).toEqual([[0, 'token-unverified']]);
  });

  it('are read again before a signature is called forged', async () => {
    const { send, state } = await aDoor();
    state.newerKeys = { signing: OTHER_KEY, verifying: [OTHER_KEY, KEY], isFresh: true };
    const reply = await send([anItem(), anItem({ token: aToken({ id: 'B' }, OTHER_KEY) })]);
    expect(reply).toMatchObject({ statusCode: 200, accepted: [0, 1] });
  });

  it('still verify what they signed, and call nothing forged that may be of a newer key', async () => {
    const { send, state } = await aDoor();
    if (state.keys) state.keys = { ...state.keys, isFresh: false };
    const reply = await send([anItem(), anItem({ token: aToken({}, OTHER_KEY) })]);
    expect(reply).toMatchObject({ statusCode: 503, accepted: [0] });
    expect(codes(reply)).toEqual([[1, 'token-unverified']]);
  });
});
