import { MINUTE_MS } from '../../lambda/clock.ts';
import { Random } from '../../local/random.ts';
import { deliver } from './delivery.ts';
import { type Answered, makeSendings } from './sendings.ts';
import { type Stage, startStage } from './stage.ts';
import { readTotals, type Totals, Truth } from './totals.ts';

export interface EndToEndOptions {
  readonly requests: number;
  /** Sendings of outcomes, duplicates and what is to be refused included. */
  readonly outcomes: number;
  readonly seed: number;
}

export interface EndToEndResult {
  /** What was sent, reckoned without the functions. */
  readonly truth: Totals;
  /** What CloudWatch has. */
  readonly counted: Totals;
  readonly sent: { readonly distinct: number; readonly duplicates: number; readonly refused: number };
  /** Requests of the outcomes function, those that were sent again included. */
  readonly invocations: number;
  readonly restarts: number;
  readonly writeUnits: number;
}

const CONCURRENT = 32;
/** The machine's day, which Powertools goes by. */
const START_MS = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const REQUESTS_MS = 24 * 60 * MINUTE_MS;

/**
 * Requests, then outcomes in random order over three days, some twice, some forged, some malformed, to a function that is
 * restarted once between two batches and once in the middle of one. The key is rotated between the requests.
 */
export async function runEndToEnd({ requests, outcomes, seed }: EndToEndOptions): Promise<EndToEndResult> {
  const stage = await startStage(START_MS, seed);
  const random = new Random(seed);
  const truth = new Truth();
  try {
    const answered = await answerAll(stage, requests, truth, random.stream('users'));
    const sendings = makeSendings(answered, outcomes, random.stream('outcomes'));
    for (const { counts } of sendings) if (counts) truth.outcome(counts);
    const { invocations, restarts } = await deliver(stage, sendings, random.stream('delivery'));
    // CloudWatch has everything by then.
    stage.clock.advance(60 * MINUTE_MS);
    const duplicates = sendings.filter(({ kind }) => kind === 'duplicate').length;
    const refused = sendings.filter(({ kind }) => kind === 'forged' || kind === 'malformed').length;
    return {
      truth: truth.totals(),
      counted: await readTotals(stage.metrics, START_MS, truth),
      sent: { distinct: sendings.length - duplicates - refused, duplicates, refused },
      ...{ invocations, restarts, writeUnits: stage.store.consumed.writeUnits },
    };
  } finally {
    await stage.close();
  }
}

async function answerAll(
  stage: Stage,
  requests: number,
  truth: Truth,
  random: Random,
): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  let next = 0;
  const work = async () => {
    while (next < requests) {
      const at = next;
      next += 1;
      stage.clock.moveTo(START_MS + Math.floor((at / requests) * REQUESTS_MS));
      if (at === Math.floor(requests / 2)) await stage.rotateKey('second-'.repeat(8));
      const user_id = `user-${random.integer(Math.ceil(requests / 3))}`;
      const user = random.chance(0.1) ? { user_id, user_segment: 'internal' } : { user_id };
      const reply = await stage.inference({ user, messages: [{ role: 'user', content: 'Hello?' }] });
      const exposed = truth.request(user, reply as Readonly<Record<string, unknown>>);
      if (exposed !== undefined) answered.push(exposed);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  return answered;
}
