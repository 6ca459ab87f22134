import { fillerText } from '../bedrock/filler-text.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { generateTraffic, type TrafficRequest } from '../rehearsal/traffic.ts';
import { UserPool } from '../rehearsal/user-pool.ts';

/** A request to an inference function. */
export interface LocalRequest {
  readonly functionName: string;
  /** JSON. */
  readonly body: string;
}

export interface LocalTrafficOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** For each function, in virtual time. */
  readonly requestsPerMinute: number;
  /** Names of the inference functions that there are. */
  readonly functions: () => readonly string[];
  /** Told that traffic to a function begins. */
  readonly begun: (functionName: string) => void;
  /** Resolves when the request is over; must not reject. */
  readonly send: (request: LocalRequest) => Promise<void>;
}

/** Requests under way at a time, to all functions together: what a laptop's processes get done. */
const MOST_AT_ONCE = 16;
const USERS = 1000;

interface Source {
  readonly sinceMs: number;
  readonly requests: Generator<TrafficRequest>;
  next: TrafficRequest;
}

/**
 * Users of deployed functions: Poisson traffic in virtual time to each, from the first turn on in which there is one. Users
 * are drawn from a pool, prompts have the lengths of the Azure trace of 2023.
 */
export class LocalTraffic {
  readonly #options: LocalTrafficOptions;
  readonly #users: UserPool;
  readonly #sources = new Map<string, Source>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: LocalTrafficOptions) {
    this.#options = options;
    this.#users = new UserPool({ users: USERS }, options.random.stream('users'));
  }

  /** Sends whatever is due. Resolves when the last of it is under way, which takes a while when there is too much of it. */
  async turn(): Promise<void> {
    const names = this.#options.functions();
    for (const name of this.#sources.keys()) if (!names.includes(name)) this.#sources.delete(name);
    for (const name of names) await this.#sendDue(name, this.#sourceOf(name));
  }

  #sourceOf(name: string): Source {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const { clock, random, requestsPerMinute, begun } = this.#options;
    const requests = generateTraffic({ requestsPerMinute, users: this.#users }, random.stream(name));
    const source = { sinceMs: clock.now(), requests, next: nextOf(requests) };
    this.#sources.set(name, source);
    begun(name);
    return source;
  }

  async #sendDue(functionName: string, source: Source): Promise<void> {
    while (source.sinceMs + source.next.atMs <= this.#options.clock.now()) {
      while (this.#underWay.size >= MOST_AT_ONCE) await Promise.race(this.#underWay);
      const sent = this.#options.send({ functionName, body: bodyOf(source.next) }).finally(() => {
        this.#underWay.delete(sent);
      });
      this.#underWay.add(sent);
      source.next = nextOf(source.requests);
    }
  }
}

/** The generator has no end. */
function nextOf(requests: Generator<TrafficRequest>): TrafficRequest {
  return requests.next().value as TrafficRequest;
}

function bodyOf({ userId, inputTokens }: TrafficRequest): string {
  const messages = [{ role: 'user', content: fillerText(inputTokens, false) }];
  return JSON.stringify({ user: { user_id: userId }, messages });
}
