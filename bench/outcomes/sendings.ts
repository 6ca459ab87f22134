import { createHmac } from 'node:crypto';
import type { Role } from '../../core/evaluation/decision.ts';
import type { Random } from '../../local/random.ts';

/** An answer of a unit in a comparison, and where its outcomes belong by whoever knows the user. */
export interface Answered {
  readonly token: string;
  readonly role: Role;
  readonly value: string;
  readonly group: string;
}

/** An outcome that counts, and where. */
export interface Counting extends Omit<Answered, 'token'> {
  readonly outcome: string;
  readonly score: number;
}

/** One outcome as it is sent. */
export interface Sending {
  readonly kind: 'first' | 'duplicate' | 'forged' | 'malformed';
  readonly item: unknown;
  /** Absent where it must not count. */
  readonly counts?: Counting;
}

const DUPLICATES = 0.05;
const FORGED = 0.01;
const MALFORMED = 0.01;

/** Sums of these are exact in binary, in any order. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  task_completed: [0, 1],
  escalated: [0, 1],
  rating: [0, 0.25, 0.5, 0.75, 1],
};

/** As many sendings in random order: outcomes of different answers or names, and shares of them twice or not right. */
export function makeSendings(
  answered: readonly Answered[],
  count: number,
  random: Random,
): readonly Sending[] {
  const [duplicates, forged, malformed] = [DUPLICATES, FORGED, MALFORMED].map((share) =>
    Math.round(share * count),
  ) as [number, number, number];
  const firsts = makeFirsts(answered, count - duplicates - forged - malformed, random);
  const drawn = (): Sending => pick(firsts, random);
  const again = Array.from({ length: duplicates }, (): Sending => {
    const { item } = drawn();
    return { kind: 'duplicate', item };
  });
  const forgeries = Array.from({ length: forged }, (): Sending => {
    return {
      kind: 'forged',
      item: { ...Object(drawn().item), token: forgery(pick(answered, random), random) },
    };
  });
  const broken = Array.from({ length: malformed }, (): Sending => {
    return { kind: 'malformed', item: spoilt(drawn().item, random) };
  });
  return shuffled([...firsts, ...again, ...forgeries, ...broken], random);
}

function makeFirsts(answered: readonly Answered[], count: number, random: Random): readonly Sending[] {
  const pairs = answered.flatMap((answer) => Object.keys(VALUES).map((outcome) => ({ answer, outcome })));
  return shuffled(pairs, random)
    .slice(0, count)
    .map(({ answer: { token, ...place }, outcome }) => {
      const score = pick(VALUES[outcome] ?? [], random);
      return { kind: 'first', item: { token, outcome, value: score }, counts: { ...place, outcome, score } };
    });
}

/** The payload of an answer's token, with the other role, or signed by somebody else's key. */
function forgery({ token }: Answered, random: Random): string {
  const [version = '', payload = '', signature = ''] = token.split('.');
  const members: unknown[] = JSON.parse(Buffer.from(payload, 'base64url').toString());
  members[1] = members[1] === 'candidate' ? 'control' : 'candidate';
  const head = `${version}.${Buffer.from(JSON.stringify(members)).toString('base64url')}`;
  if (random.chance(0.5)) return `${head}.${signature}`;
  return `${head}.${createHmac('sha256', 'guessed').update(head).digest('base64url')}`;
}

function spoilt(item: unknown, random: Random): unknown {
  const whole: Record<string, unknown> = { ...Object(item) };
  const ways = [
    () => ({ ...whole, value: 1.5 }),
    () => ({ ...whole, value: '1' }),
    () => ({ ...whole, outcome: 'bought' }),
    () => ({ ...whole, token: String(whole.token).slice(0, -1) }),
    () => ({ outcome: whole.outcome, value: whole.value }),
    () => 'task_completed',
    () => null,
  ];
  return pick(ways, random)();
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.integer(items.length)] as Item;
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random.integer(at + 1);
    [copy[at], copy[other]] = [copy[other] as Item, copy[at] as Item];
  }
  return copy;
}
