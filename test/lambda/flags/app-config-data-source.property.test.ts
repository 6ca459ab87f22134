import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppConfigDataSource } from '../../../lambda/flags/app-config-data-source.ts';
import type { ConfigurationPlace, ConfigurationReader } from '../../../lambda/flags/configuration-session.ts';
import { AppConfigData } from '../../../local/appconfig/appconfig-data.ts';
import type { Deployed } from '../../../local/appconfig/deployed.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import { HandTimer } from '../../helpers/hand-timer.ts';

const MOODS = ['answers', 'loses', 'throttles', 'fails', 'is never heard of'] as const;
type Mood = (typeof MOODS)[number];

type Options = Parameters<ConfigurationReader['getLatestConfiguration']>[1];

type Step =
  | { readonly do: 'fetch' | 'deploy' | 'answer' }
  /** `live`: whatever is asked meanwhile is answered. `wait`: it is not. `freeze`: no timer runs either. */
  | { readonly do: 'live' | 'wait' | 'freeze'; readonly ms: number }
  | { readonly do: 'turn'; readonly mood: Mood };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.constantFrom({ do: 'fetch' }, { do: 'deploy' }, { do: 'answer' }),
    fc.record({ do: fc.constantFrom('live', 'wait'), ms: fc.constantFrom(0, 900, 3000, 15_000, 61_000) }),
    fc.record({ do: fc.constant('freeze'), ms: fc.constantFrom(1000, 121_000, 90_000_000) }),
    fc.record({ do: fc.constant('turn'), mood: fc.constantFrom('answers', 'answers', ...MOODS) }),
  ),
  { maxLength: 40 },
);

/** The data API, whose every answer waits until it is let go, long after its caller gave up if need be. */
class Wire implements ConfigurationReader {
  readonly clock = new VirtualClock(0);
  readonly timer = new HandTimer(this.clock);
  /** What must never happen. */
  readonly faults: string[] = [];
  mood: Mood = 'answers';
  #deployed = deployedAs('0');
  readonly #sent = new Set<string>();
  readonly #waiting: (() => void)[] = [];
  /** Signal of the call that is under way. */
  #current: AbortSignal | undefined;
  readonly #data = new AppConfigData({ clock: this.clock, source: { deployed: () => this.#deployed } });

  get content(): string {
    return new TextDecoder().decode(this.#deployed.current.content);
  }

  deploy(): void {
    this.#deployed = deployedAs(String(Number(this.content) + 1));
  }

  startConfigurationSession(input: ConfigurationPlace, { abortSignal }: Options) {
    return this.#call(abortSignal, () => this.#data.startConfigurationSession(input));
  }

  getLatestConfiguration(input: { readonly ConfigurationToken: string }, { abortSignal }: Options) {
    const { ConfigurationToken: token } = input;
    if (this.#sent.has(token)) this.faults.push('a token was sent twice');
    if (this.mood !== 'throttles') this.#sent.add(token);
    return this.#call(abortSignal, () => this.#data.getLatestConfiguration(input));
  }

  answer(): void {
    this.#waiting.shift()?.();
  }

  async answerAll(): Promise<void> {
    do {
      this.answer();
      await turn();
    } while (this.#waiting.length > 0);
  }

  #call<Output>(signal: AbortSignal, ask: () => Output): Promise<Output> {
    const { mood } = this;
    if (signal.aborted) this.faults.push('something was asked for nobody');
    if (this.#current?.aborted === false) this.faults.push('two calls overlapped');
    this.#current = signal;
    return new Promise((resolve, reject) => {
      if (mood === 'is never heard of') return;
      this.#waiting.push(() => {
        if (this.#current === signal) this.#current = undefined;
        try {
          resolve(inMood(mood, ask));
        } catch (error) {
          reject(error instanceof ServiceError ? asSdkError(error) : error);
        }
      });
    });
  }
}

function deployedAs(content: string): Deployed {
  const current = { version: '1', content: Buffer.from(content), contentType: 'application/json' };
  return { environmentId: 'e', deploymentNumber: 1, percentage: 100, current };
}

function inMood<Output>(mood: Mood, ask: () => Output): Output {
  if (mood === 'throttles') throw new ServiceError('ThrottlingException', 429, 'slow down');
  if (mood === 'fails') throw new ServiceError('InternalServerException', 500, 'broken');
  const output = ask();
  if (mood === 'loses') throw new Error('socket hang up');
  return output;
}

function asSdkError({ name, status, members }: ServiceError): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status }, ...members });
}

async function turn(): Promise<void> {
  await new Promise(setImmediate);
}

async function take(step: Step, wire: Wire, fetch: () => void): Promise<void> {
  if (step.do === 'freeze') wire.clock.advance(step.ms);
  else if ('ms' in step) await wire.timer.pass(step.ms, step.do === 'wait' ? turn : () => wire.answerAll());
  else if ('mood' in step) wire.mood = step.mood;
  else if (step.do === 'fetch') fetch();
  else if (step.do === 'answer') wire.answer();
  else wire.deploy();
  await turn();
}

it('asks one thing at a time, never sends a token twice and ends with the newest document, whatever overlaps and fails', async () => {
  const check = async (plan: readonly Step[]) => {
    const wire = new Wire();
    const { clock, timer } = wire;
    const place = { application: 'shop', environment: 'prod', profile: 'flags' };
    const source = new AppConfigDataSource({ client: wire, ...place, clock, timer, random: () => 0 });
    let unanswered = 0;
    const fetch = () => {
      unanswered += 1;
      const over = () => {
        unanswered -= 1;
      };
      source.fetch().then(over, over);
    };
    for (const step of plan) await take(step, wire, fetch);
    fetch();
    wire.mood = 'answers';
    for (let round = 0; round < 4; round += 1) {
      await wire.answerAll();
      await timer.pass(60_000, () => wire.answerAll());
    }
    const { bytes, problem } = await source.fetch();
    source.close();
    expect(wire.faults).toEqual([]);
    expect(unanswered).toBe(0);
    expect([new TextDecoder().decode(bytes), problem]).toEqual([wire.content, undefined]);
  };
  await fc.assert(fc.asyncProperty(steps, check), { numRuns: 300 });
});
