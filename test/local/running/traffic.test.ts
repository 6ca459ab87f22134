import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../lambda/inference/request.ts';
import { MINUTE_MS, VirtualClock } from '../../../local/clock.ts';
import { Random } from '../../../local/random.ts';
import { type LocalRequest, LocalTraffic } from '../../../local/running/traffic.ts';

const START = Date.UTC(2027, 0, 15, 10);

interface Sending {
  readonly clock: VirtualClock;
  readonly names: string[];
  readonly sent: LocalRequest[];
  readonly traffic: LocalTraffic;
  /** Takes turns every five seconds for so long. */
  run(durationMs: number): Promise<void>;
}

function sending(requestsPerMinute: number, send: () => Promise<void> = () => Promise.resolve()): Sending {
  const clock = new VirtualClock(START);
  const [names, sent]: [string[], LocalRequest[]] = [[], []];
  const traffic = new LocalTraffic({
    ...{ clock, requestsPerMinute, random: new Random(7), functions: () => names, begun: () => {} },
    send: (request) => {
      sent.push(request);
      return send();
    },
  });
  const run = async (durationMs: number) => {
    for (let passedMs = 0; passedMs <= durationMs; passedMs += 5000) {
      await traffic.turn();
      clock.advance(5000);
    }
  };
  return { clock, names, sent, traffic, run };
}

describe('traffic to deployed functions', () => {
  it('goes to each of them at the rate that was asked for, from when it is there until it is not', async () => {
    const { names, sent, run } = sending(60);
    await run(10 * MINUTE_MS);
    expect(sent).toEqual([]);
    names.push('one', 'two');
    await run(30 * MINUTE_MS);
    const toOne = sent.filter(({ functionName }) => functionName === 'one').length;
    expect([toOne / 1800, (sent.length - toOne) / 1800].map((share) => Math.round(share * 10))).toEqual([
      10, 10,
    ]);
    names.shift();
    sent.length = 0;
    await run(10 * MINUTE_MS);
    expect(new Set(sent.map(({ functionName }) => functionName))).toEqual(new Set(['two']));
  });

  it('is understood by the inference function, and comes from many users, who come again', async () => {
    const { names, sent, run } = sending(300);
    names.push('one');
    await run(20 * MINUTE_MS);
    const requests = sent.map(({ body }) => parseRequest(JSON.parse(body)));
    expect(requests.every(({ ok }) => ok)).toBe(true);
    const users = new Set(requests.map((request) => request.ok && request.value.user.user_id));
    expect(users.size).toBeGreaterThan(500);
    expect(users.size).toBeLessThanOrEqual(1000);
  });

  it('waits, and leaves nothing out, when functions are slower than requests come', async () => {
    let atOnce = 0;
    let most = 0;
    const { clock, names, sent, traffic } = sending(600, async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
      atOnce -= 1;
    });
    names.push('one');
    await traffic.turn();
    clock.advance(10 * MINUTE_MS);
    await traffic.turn();
    expect(sent.length / 6000).toBeCloseTo(1, 1);
    expect(most).toBe(16);
  });
});
