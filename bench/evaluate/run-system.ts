import { writeFileSync } from 'node:fs';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { median } from '../statistics.ts';
import { bytesPerCall } from './bytes.ts';
import { FLAG_NAMES, type FlagName, IN_MOTION } from './flags.ts';
import type { System } from './system.ts';
import { benchmarkUsers } from './users.ts';

/** What a process reports when asked for times. */
export interface Times {
  /**
   * Nanoseconds of processor time a call: one flag for one user, the mean over four flags and all users; median over
   * batches.
   */
  readonly nsPerCall: number;
  /** The same for the flag in motion alone. */
  readonly nsPerCallInMotion: number;
  /** Made of every value served, so that no call can be optimised away. */
  readonly sink: number;
}

/** What a process reports when asked for answers: flag → one value a user. */
export type Answers = Readonly<Record<FlagName, readonly FlagValue[]>>;

const WARM_UP_MS = 300;
const BATCH_MS = 30;
const BATCHES = 15;

let sink = 0;

/** What a process reports when asked for bytes. */
export interface Bytes {
  /** Left on the heap by a call, the mean over four flags and the users asked. */
  readonly bytesPerCall: number;
}

/** Main of every system's process: `answers`, `times` or `bytes` by its first argument, one JSON object on descriptor 3. */
export async function runSystem<Context>(system: System<Context>): Promise<void> {
  const contexts = benchmarkUsers().map(system.contextOf);
  writeFileSync(3, JSON.stringify(await report(process.argv[2], system, contexts)));
  process.exit(0);
}

async function report<Context>(
  mode: string | undefined,
  system: System<Context>,
  contexts: readonly Context[],
): Promise<Answers | Bytes | Times> {
  if (mode === 'answers') return answer(system, contexts);
  return mode === 'bytes' ? weigh(system, contexts) : time(system, contexts);
}

/** Awaited even where that is not needed: it costs everybody the same, and is taken off as what no call at all leaves. */
async function weigh<Context>(system: System<Context>, contexts: readonly Context[]): Promise<Bytes> {
  const call = (nth: number) =>
    system.evaluate(
      FLAG_NAMES[nth % FLAG_NAMES.length] as FlagName,
      contexts[nth % contexts.length] as Context,
    );
  await nanoseconds(system, contexts, FLAG_NAMES);
  const nothing = await bytesPerCall(() => undefined);
  return { bytesPerCall: Math.max(0, (await bytesPerCall(call)) - nothing) };
}

async function answer<Context>(system: System<Context>, contexts: readonly Context[]): Promise<Answers> {
  const entries = FLAG_NAMES.map(async (flag) => {
    return [flag, await Promise.all(contexts.map((context) => system.evaluate(flag, context)))] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as unknown as Answers;
}

async function time<Context>(system: System<Context>, contexts: readonly Context[]): Promise<Times> {
  const nsPerCall = await nanoseconds(system, contexts, FLAG_NAMES);
  const nsPerCallInMotion = await nanoseconds(system, contexts, [IN_MOTION.flag]);
  return { nsPerCall, nsPerCallInMotion, sink };
}

async function nanoseconds<Context>(
  system: System<Context>,
  contexts: readonly Context[],
  flags: readonly FlagName[],
): Promise<number> {
  const pass = system.isAsync ? awaitAll : callAll;
  await passesFor(WARM_UP_MS, () => pass(system, contexts, flags));
  const batches: number[] = [];
  while (batches.length < BATCHES) {
    const { passes, cpuNs } = await passesFor(BATCH_MS, () => pass(system, contexts, flags));
    batches.push(cpuNs / (passes * contexts.length * flags.length));
  }
  return median(batches);
}

/** Processor time in place of the clock's: what other jobs of the machine take is not counted. */
async function passesFor(
  ms: number,
  pass: () => void | Promise<void>,
): Promise<{ passes: number; cpuNs: number }> {
  const before = process.cpuUsage();
  let passes = 0;
  let cpuNs = 0;
  while (cpuNs < ms * 1e6) {
    await pass();
    passes += 1;
    const { user, system } = process.cpuUsage(before);
    cpuNs = (user + system) * 1000;
  }
  return { passes, cpuNs };
}

/** Every user asks for every flag, as a request does. */
function callAll<Context>(
  { evaluate }: System<Context>,
  contexts: readonly Context[],
  flags: readonly FlagName[],
): void {
  for (const context of contexts) for (const flag of flags) keep(evaluate(flag, context) as FlagValue);
}

async function awaitAll<Context>(
  { evaluate }: System<Context>,
  contexts: readonly Context[],
  flags: readonly FlagName[],
): Promise<void> {
  for (const context of contexts) for (const flag of flags) keep(await evaluate(flag, context));
}

function keep(value: FlagValue): void {
  sink = (sink + (typeof value === 'string' ? value.length : Number(value))) | 0;
}
