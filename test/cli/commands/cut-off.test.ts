import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../../local/http/loopback-server.ts';
import type { Outcome } from '../io.ts';
import { type CliStage, type Intercept, MINUTE } from '../stage.ts';
import { KILL_RUNNING, STOP, standOf, VERBS, type VerbCase } from './verbs.ts';

const LOST: HttpResponse = { status: 0, connection: 'reset' };
const THROTTLED: HttpResponse = {
  status: 429,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' },
  body: '{"__type":"ThrottlingException","message":"slow down"}',
};
const DENIED: HttpResponse = {
  status: 403,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
  body: '{"__type":"AccessDeniedException","message":"not allowed"}',
};

/** What happens to a request, by its place. */
const FAULTS: Readonly<Record<string, (at: number) => Intercept>> = {
  'lost on its way': () => () => LOST,
  'done, and its answer lost': () => async (request, handle) => {
    await handle(request);
    return LOST;
  },
  'throttled or denied': (at) => () => (at % 2 === 0 ? THROTTLED : DENIED),
};

/** The first three find the stage, in the same way for every verb. */
const FIRST = 4;

type Cut = (io: { interrupt(): void }, at: number) => Intercept;

/** The verb's run in which something happens at the k-th request. */
async function runCut({ args }: VerbCase, stage: CliStage, at: number, cut: Cut): Promise<Outcome> {
  const io = stage.io();
  const happen = cut(io, at);
  let requests = 0;
  stage.intercept = (request, handle) => {
    requests += 1;
    return requests === at ? happen(request, handle) : undefined;
  };
  return io.run(...args, '--yes');
}

/** Lets the verb's own deployment complete. */
async function settle({ isLinear }: VerbCase, stage: CliStage): Promise<void> {
  if (isLinear) await stage.pass(60 * MINUTE);
}

/** How many requests an undisturbed run makes, and what is served in the end. */
async function undisturbed(verb: VerbCase): Promise<{ requests: number; served: unknown }> {
  const stage = await verb.open();
  const { exitCode } = await stage.run([...verb.args, '--yes']);
  expect(exitCode).toBe(0);
  const requests = stage.requests.length;
  await settle(verb, stage);
  return { requests, served: stage.served() };
}

/** Runs the verb once for each of its requests, and once again after each; the worst is that it has to be run again. */
async function cutEverywhere(verb: VerbCase, cut: Cut, check: (outcome: Outcome) => void): Promise<void> {
  const { requests, served } = await undisturbed(verb);
  for (let at = FIRST; at <= requests; at += 1) {
    const stage = await verb.open();
    const before = standOf(stage);
    const outcome = await runCut(verb, stage, at, cut);
    const hint = `request ${at}: ${outcome.out}${outcome.err}`;
    check(outcome);
    if (/nothing was changed/.test(outcome.err)) expect(standOf(stage), hint).toEqual(before);
    stage.intercept = () => undefined;
    await settle(verb, stage);
    const again = await stage.run([...verb.args, '--yes']);
    expect([0, 3], `${hint}${again.err}`).toContain(again.exitCode);
    await settle(verb, stage);
    expect(stage.served(), hint).toEqual(served);
  }
}

describe.each(VERBS)('$verb', (verb) => {
  it('says what is there when it is interrupted at any request, and is completed by running it again', async () => {
    await cutEverywhere(
      verb,
      (io) => () => {
        io.interrupt();
        return undefined;
      },
      ({ exitCode, err }) => {
        expect([0, 130]).toContain(exitCode);
        if (exitCode === 130)
          expect(err).toMatch(/^interrupted; .*(nothing was changed|version \d|deployment \d|killed)/);
      },
    );
  });

  it.each(Object.entries(FAULTS))('says what is unchanged when a request is %s', async (_, fault) => {
    await cutEverywhere(
      verb,
      (_io, at) => fault(at),
      ({ exitCode }) => expect([0, 3, 4, 5]).toContain(exitCode),
    );
  });
});

describe.each([STOP, KILL_RUNNING])('$verb, where AppConfig takes its time', (verb) => {
  const SLOW = { behaviour: { rollbackMs: 9000 } };

  /** The run, interrupted at the k-th pause. */
  async function interrupted(at: number): Promise<{ stage: CliStage; outcome: Outcome; pauses: number }> {
    const stage = await verb.open(SLOW);
    const io = stage.io();
    let pauses = 0;
    stage.onPause = () => {
      pauses += 1;
      if (pauses === at) io.interrupt();
    };
    const outcome = await io.run(...verb.args, '--yes');
    return { stage, outcome, pauses };
  }

  it('says what is there when it is interrupted at any pause, and is completed by running it again', async () => {
    const { stage: whole, pauses } = await interrupted(0);
    expect(pauses).toBeGreaterThan(3);
    for (let at = 1; at <= pauses; at += 1) {
      const { stage, outcome } = await interrupted(at);
      expect(outcome.exitCode).toBe(130);
      expect(outcome.err).toMatch(/^interrupted; deployment 2 is taken back by AppConfig/);
      expect([0, 3]).toContain((await stage.run([...verb.args, '--yes'])).exitCode);
      expect(stage.served()).toEqual(whole.served());
    }
  });
});
