import { type Client, OpenFeature, type Provider } from '@openfeature/server-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FLAGS } from '../../lambda/contract.ts';
import { type ResolvedFlag, resolvedFlag } from '../../lambda/openfeature/resolved-flag.ts';

/**
 * What goes wrong behind a provider. `broken`: it is served something that is no document. `gone`: what it read is taken
 * away. `slow`: whoever is behind it takes requests and answers none. `down`: whoever is behind it refuses or fails.
 */
export type Fault = 'broken' | 'gone' | 'slow' | 'down';

/** A provider under test with the thing behind it, real clients in between. */
export interface Subject {
  readonly provider: Provider;
  /** From now on the flag `inference_model` is this value for everybody; ends any fault. */
  serve(model: string): Promise<void> | void;
  /** Lasts until something is served. */
  fail(fault: Fault): Promise<void> | void;
  /** Lets pass the time, and arrive the news, after which the provider has to know of what is behind it now. */
  catchUp(): Promise<void> | void;
  close(): Promise<void> | void;
}

/** How things are when the provider is made. */
export type Start = { readonly serving: string } | { readonly fault: 'slow' | 'down' };

export interface SubjectKind {
  /** Its column in `docs/sources.md`. */
  readonly name: string;
  /** A new subject; its provider's safe default serves {@link SAFE_MODEL}. */
  readonly make: (start: Start) => Promise<Subject>;
  /** Situations in which it does not keep the promise, and why that is so; one in which it does is refused. */
  readonly skip: readonly { readonly situation: Situation; readonly reason: string }[];
}

/** What the bundled safe default says of `inference_model`; the callers' own default says the same. */
export const SAFE_MODEL = 'safe-model';

/** A flag document that serves one value of `inference_model` to everybody. */
export function modelDocument(model: string): string {
  const flags = [{ flag: FLAGS.model, default: model, permanent: true }];
  return JSON.stringify({ version: 1, flags });
}

/** What every provider has to do in each situation, in words. */
export const SITUATIONS = {
  fresh: 'serves what its source holds, and says that it is fresh',
  unchanged: 'keeps value and version while nothing changes, however many ask and however often it looks',
  changed: 'serves a change once it has learned of it',
  broken:
    'keeps the last good value while it is served something broken, says so, and takes the next good one',
  older: 'serves an older document again after a rollback, and says that it is fresh',
  gone: 'keeps the last good value when its document is taken away, says so, and takes the next one',
  slow: 'answers in time when its source does not, and is fresh again when the source is in time',
  'down at start': 'serves the safe default when its source was never there, and says so',
  'down later': 'keeps the last good value when its source goes away, and says so',
  recovered: 'serves what its source holds as soon as it is back, whenever it went away',
} as const;

export type Situation = keyof typeof SITUATIONS;

/** Longest that a caller waits for any answer. */
const IN_TIME_MS = 3000;

/** Runs a kind of provider through every situation, each time through an OpenFeature client. */
export function providerSuite(kind: SubjectKind): void {
  const reasons = new Map(kind.skip.map(({ situation, reason }) => [situation, reason]));
  describe(`provider: ${kind.name}`, () => {
    for (const situation of Object.keys(SITUATIONS) as Situation[]) {
      const reason = reasons.get(situation);
      if (reason === undefined) it(SITUATIONS[situation], () => RUNS[situation](kind));
      else it.fails(`${SITUATIONS[situation]} (not here: ${reason})`, () => RUNS[situation](kind));
    }
  });
}

const RUNS: Readonly<Record<Situation, (kind: SubjectKind) => Promise<void>>> = {
  async fresh(kind) {
    const { ask } = await begin(kind, { serving: 'model-a' });
    expectFresh(await ask(), 'model-a');
  },

  async unchanged(kind) {
    const { subject, ask } = await begin(kind, { serving: 'model-a' });
    const first = await ask();
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, unit) => ask(`user-${unit}`)));
    await subject.catchUp();
    const answers = [...crowd, await ask(), await ask()];
    for (const answer of answers) expectFresh(answer, 'model-a');
    expect(new Set(answers.map((answer) => answer.documentVersion))).toEqual(
      new Set([first.documentVersion]),
    );
  },

  async changed(kind) {
    const { subject, ask } = await begin(kind, { serving: 'model-a' });
    const first = await ask();
    await serve(subject, 'model-b');
    const second = await ask();
    expectFresh(second, 'model-b');
    expect(second.documentVersion).not.toBe(first.documentVersion);
  },

  broken: (kind) => survives(kind, 'broken'),

  async older(kind) {
    const { subject, ask } = await begin(kind, { serving: 'model-a' });
    await ask();
    for (const model of ['model-b', 'model-a']) {
      await serve(subject, model);
      expectFresh(await ask(), model);
    }
  },

  gone: (kind) => survives(kind, 'gone'),

  async slow(kind) {
    await survives(kind, 'slow');
    await startsWithout(kind, 'slow');
  },

  'down at start': async (kind) => {
    await startsWithout(kind, 'down');
  },

  'down later': (kind) => survives(kind, 'down'),

  async recovered(kind) {
    const { subject, ask } = await startsWithout(kind, 'down');
    await serve(subject, 'model-a');
    expectFresh(await ask(), 'model-a');
    await fail(subject, 'down');
    expectStale(await ask(), 'model-a');
    await serve(subject, 'model-b');
    expectFresh(await ask(), 'model-b');
  },
};

/** A fault in the middle of life: asked while it lasts, and once it is over. */
async function survives(kind: SubjectKind, fault: Fault): Promise<void> {
  const { subject, ask } = await begin(kind, { serving: 'model-a' });
  expectFresh(await ask(), 'model-a');
  await fail(subject, fault);
  for (const unit of ['user-1', 'user-2']) expectStale(await ask(unit), 'model-a');
  await subject.catchUp();
  expectStale(await ask(), 'model-a');
  await serve(subject, 'model-b');
  expectFresh(await ask(), 'model-b');
}

async function startsWithout(kind: SubjectKind, fault: 'slow' | 'down'): Promise<Scene> {
  const scene = await begin(kind, { fault });
  for (const unit of ['user-1', 'user-2']) expectDefault(await scene.ask(unit));
  await scene.subject.catchUp();
  expectDefault(await scene.ask());
  return scene;
}

async function serve(subject: Subject, model: string): Promise<void> {
  await subject.serve(model);
  await subject.catchUp();
}

async function fail(subject: Subject, fault: Fault): Promise<void> {
  await subject.fail(fault);
  await subject.catchUp();
}

interface Scene {
  readonly subject: Subject;
  /** What this user gets, by the words that the package's own handler goes by. */
  readonly ask: (unit?: string) => Promise<ResolvedFlag>;
}

async function begin(kind: SubjectKind, start: Start): Promise<Scene> {
  const subject = await kind.make(start);
  onTestFinished(async () => {
    await OpenFeature.clearProviders();
    await subject.close();
  });
  const domain = `conformance of ${kind.name}`;
  // A provider that cannot start says so by its status; whoever asks is answered all the same.
  await OpenFeature.setProviderAndWait(domain, subject.provider).catch(() => {});
  const client = OpenFeature.getClient(domain);
  return { subject, ask: (unit = 'user-0') => ask(client, unit) };
}

async function ask(client: Client, unit: string): Promise<ResolvedFlag> {
  const askedAtMs = performance.now();
  const details = await client.getStringDetails(FLAGS.model, SAFE_MODEL, { targetingKey: unit });
  expect(performance.now() - askedAtMs, 'milliseconds that the caller waited').toBeLessThan(IN_TIME_MS);
  return resolvedFlag(details, client.metadata.providerMetadata.name);
}

function expectFresh(answer: ResolvedFlag, model: string): void {
  expect(answer).toMatchObject({ value: model, freshness: 'fresh' });
  expect(answer).toMatchObject({ problem: undefined, errorCode: undefined });
  expect(answer.documentVersion).toEqual(expect.any(String));
}

function expectStale(answer: ResolvedFlag, model: string): void {
  expect(answer).toMatchObject({ value: model, freshness: 'stale', errorCode: undefined });
  expect(answer.problem).toEqual(expect.any(String));
}

/** A provider of ours serves its bundled document; another's serves what the caller gave, and says that it failed. */
function expectDefault(answer: ResolvedFlag): void {
  expect(answer).toMatchObject({ value: SAFE_MODEL, freshness: 'default' });
  expect(answer.problem ?? answer.errorCode).toEqual(expect.any(String));
}
