import { MINUTE_MS } from '../../lambda/clock.ts';
import type { Random } from '../../local/random.ts';
import type { Sending } from './sendings.ts';
import type { Environment, Stage } from './stage.ts';

export interface Delivered {
  readonly invocations: number;
  readonly restarts: number;
}

const MAX_BATCH = 500;
/** At least: a few outcomes come in small ones. */
const BATCHES = 10;
const CONCURRENT = 2;
const DELIVERY_MS = 3 * 24 * 60 * MINUTE_MS;
/** Of an invocation: what one that is killed has claimed is free again soon after. */
const TIME_MS = 20_000;
const KILLED_TIME_MS = 2500;
/** Puts of the killed invocation that the store still takes. */
const PUTS_BEFORE_KILL = 20;

/**
 * Sends everything in batches of random size, each in one of the ways that outcomes come in by, and again whatever is to
 * be sent again. A third of the way the function is restarted, two thirds of the way it is killed amid a batch, which its
 * sender sends again.
 */
export async function deliver(
  stage: Stage,
  sendings: readonly Sending[],
  random: Random,
): Promise<Delivered> {
  const queue = batchesOf(sendings, random);
  const total = queue.length;
  const [restartAt, killAt] = interruptions(queue);
  const startMs = stage.clock.now();
  let [invocations, restarts, taken] = [0, 0, 0];
  const work = async () => {
    // An environment has one invocation at a time.
    let environment = stage.start();
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      taken += 1;
      stage.clock.moveTo(startMs + Math.floor(Math.min(1, taken / total) * DELIVERY_MS));
      invocations += 1;
      if (taken === restartAt || taken === killAt) {
        if (taken === killAt) await killAmid(stage, environment, batch);
        environment = stage.start();
        restarts += 1;
      }
      const isDone = await send(environment, batch, random);
      if (!isDone) queue.push(batch);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  return { invocations, restarts };
}

function batchesOf(sendings: readonly Sending[], random: Random): (readonly unknown[])[] {
  const batches: (readonly unknown[])[] = [];
  const largest = Math.min(MAX_BATCH, Math.ceil(sendings.length / BATCHES));
  for (let at = 0; at < sendings.length; ) {
    const size = random.chance(0.1) ? 1 : 1 + random.integer(largest);
    batches.push(sendings.slice(at, at + size).map(({ item }) => item));
    at += size;
  }
  return batches;
}

/** Before which batch there is a restart, and in which one the function is killed, from 1: whatever the seed drew. */
function interruptions(batches: readonly (readonly unknown[])[]): readonly [number, number] {
  const total = batches.length;
  const fatal = batches.findIndex(
    ({ length }, index) => index >= Math.floor((2 * total) / 3) && length > 2 * PUTS_BEFORE_KILL,
  );
  if (fatal === -1) throw new Error(`none of ${total} batches is large enough to be killed in: send more`);
  return [Math.max(1, Math.floor(total / 3)), fatal + 1];
}

/** Begins a batch and kills the environment when the store has taken some of its claims; resolves then. */
async function killAmid(stage: Stage, environment: Environment, batch: readonly unknown[]): Promise<void> {
  await new Promise<void>((resolve) => {
    let puts = 0;
    stage.onStoreCall((operation) => {
      puts += operation === 'PutItem' ? 1 : 0;
      if (puts < PUTS_BEFORE_KILL) return;
      environment.kill();
      resolve();
    });
    environment
      .handler({ outcomes: batch }, { getRemainingTimeInMillis: () => KILLED_TIME_MS })
      .catch(() => {});
  });
  stage.onStoreCall(() => {});
}

/** Whether nothing has to be sent again. */
async function send({ handler }: Environment, batch: readonly unknown[], random: Random): Promise<boolean> {
  const context = { getRemainingTimeInMillis: () => TIME_MS };
  const payload = batch.length === 1 ? batch[0] : { outcomes: batch };
  const way = random.integer(3);
  if (way === 0) {
    const event = { 'detail-type': 'Outcome', source: 'shop', detail: payload };
    return handler(event, context).then(
      () => true,
      () => false,
    );
  }
  const event = way === 1 ? payload : { requestContext: {}, body: JSON.stringify(payload) };
  const reply = await handler(event, context);
  return reply?.statusCode !== 503;
}
