import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGES } from '../../config/stages.ts';
import { buildProgram, DIST } from '../build.ts';
import { inFreshProcess } from '../fresh-process.ts';
import { type Machine, thisMachine } from '../machine.ts';
import { alternatingRounds } from '../rounds.ts';
import { type Spread, spread } from '../statistics.ts';
import type { DriveOptions, Latencies, Subject } from './drive.ts';
import { benchmarkDocuments, bundledInference, functionEnvironment } from './stage.ts';
import type { DocumentPaths } from './subjects.ts';

/** A handler's figures, microseconds a request. */
export interface HandlerFigures {
  readonly name: string;
  readonly p50: Spread;
  readonly p99: Spread;
  /** Medians, as multiples of the empty handler's. */
  readonly p50TimesEmpty: number;
  readonly p99TimesEmpty: number;
}

export interface HandlerResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly handlers: readonly HandlerFigures[];
  /** Part that making the metric record has in what the factory handler adds to the empty one at p50, 0…1. */
  readonly recordShare: number;
  /** Microseconds at p50 that the artefact adds to one call of one model. */
  readonly addedToDirectCall: number;
}

const ROUNDS = 5;

/** Requests of a process, after a thousand that are checked. In-process ones are short, so there are more. */
const REQUESTS = {
  inProcess: { warmUpRequests: 10_000, requests: 20_000 },
  overLoopback: { warmUpRequests: 500, requests: 1500 },
} as const;

const SUBJECTS: Readonly<
  Record<Subject, { readonly name: string; readonly requests: keyof typeof REQUESTS }>
> = {
  empty: { name: 'empty handler', requests: 'inProcess' },
  record: { name: 'metric record alone (Powertools)', requests: 'inProcess' },
  factory: { name: '`createInferenceHandler`, all in memory', requests: 'inProcess' },
  direct: { name: 'one Converse call over loopback, no flags', requests: 'overLoopback' },
  bundle: { name: 'bundled artefact, agent and Bedrock over loopback', requests: 'overLoopback' },
};

/** Times a warm request of each handler, with a model that answers at once. */
export async function benchHandler(): Promise<HandlerResults> {
  const program = buildProgram('handler/drive.ts');
  const common = {
    documents: writeDocuments(),
    artefact: bundledInference(join(DIST, 'artefact')),
    modelId: STAGES.prod.models['claude-3-haiku']?.foundationModel ?? '',
  };
  const services = await startServices(common.documents);
  try {
    const env = functionEnvironment(services.port);
    const subjects = Object.keys(SUBJECTS) as Subject[];
    const reports = alternatingRounds(subjects, ROUNDS, (subject) => {
      const options: DriveOptions = { subject, ...common, ...REQUESTS[SUBJECTS[subject].requests] };
      return inFreshProcess<Latencies>(program, { args: [JSON.stringify(options)], env });
    });
    return resultsOf(subjects, reports);
  } finally {
    services.process.kill();
  }
}

function writeDocuments(): DocumentPaths {
  const documents = benchmarkDocuments();
  const paths = { flags: join(DIST, 'flags.json'), prompts: join(DIST, 'prompts.json') };
  mkdirSync(DIST, { recursive: true });
  writeFileSync(paths.flags, documents.flags);
  writeFileSync(paths.prompts, documents.prompts);
  return paths;
}

/** In a process of its own, so that serving is not timed as the function's work more than it must. */
async function startServices(
  documents: DocumentPaths,
): Promise<{ readonly process: ChildProcess; readonly port: number }> {
  const program = buildProgram('handler/loopback-services.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(documents)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', (code) => reject(new Error(`the loopback services ended with status ${code}`)));
  });
  return { process: child, port };
}

function resultsOf(
  subjects: readonly Subject[],
  reports: ReadonlyMap<Subject, readonly Latencies[]>,
): HandlerResults {
  const of = (subject: Subject) => ({
    p50: spread((reports.get(subject) ?? []).map(({ p50 }) => p50)),
    p99: spread((reports.get(subject) ?? []).map(({ p99 }) => p99)),
  });
  const empty = of('empty');
  const added = (subject: Subject) => of(subject).p50.median - empty.p50.median;
  const handlers = subjects.map((subject): HandlerFigures => {
    const { p50, p99 } = of(subject);
    return {
      name: SUBJECTS[subject].name,
      p50,
      p99,
      p50TimesEmpty: p50.median / empty.p50.median,
      p99TimesEmpty: p99.median / empty.p99.median,
    };
  });
  return {
    machine: thisMachine(),
    rounds: ROUNDS,
    handlers,
    recordShare: added('record') / added('factory'),
    addedToDirectCall: of('bundle').p50.median - of('direct').p50.median,
  };
}
