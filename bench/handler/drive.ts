import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { percentile } from '../statistics.ts';
import { ANSWER_TEXT, benchmarkEvents } from './conversation.ts';
import {
  type DocumentPaths,
  directHandler,
  emptyHandler,
  factoryHandler,
  type Handler,
  recordHandler,
} from './subjects.ts';

/** What a process measures; all but `bundle` are in `subjects.ts`. */
export type Subject = 'empty' | 'record' | 'factory' | 'direct' | 'bundle';

export interface DriveOptions {
  readonly subject: Subject;
  readonly documents: DocumentPaths;
  /** The artefact's file. */
  readonly artefact: string;
  readonly modelId: string;
  readonly warmUpRequests: number;
  readonly requests: number;
}

/** Microseconds a warm request, one after another. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

const events = benchmarkEvents();
const options: DriveOptions = JSON.parse(process.argv[2] ?? '');
const handler = await subjectHandler(options);

await checkAnswers(handler, options.subject);
await drive(options.warmUpRequests);
const microseconds = await drive(options.requests);
const latencies: Latencies = { p50: percentile(microseconds, 50), p99: percentile(microseconds, 99) };
writeFileSync(3, JSON.stringify(latencies));
process.exit(0);

async function subjectHandler({ subject, documents, artefact, modelId }: DriveOptions): Promise<Handler> {
  switch (subject) {
    case 'bundle':
      return (await import(pathToFileURL(artefact).href)).handler;
    case 'direct':
      return directHandler(modelId);
    case 'factory':
      return factoryHandler(documents, ignore);
    default: {
      const lines: string[] = [];
      const reply = await factoryHandler(documents, (line) => lines.push(line))(JSON.parse(eventAt(0)));
      return subject === 'empty' ? emptyHandler(reply) : recordHandler(lines[0] ?? '');
    }
  }
}

function ignore(): void {}

/** Every user is answered with the model's words before anything is timed. */
async function checkAnswers(subject: Handler, name: Subject): Promise<void> {
  if (name === 'record') return;
  for (const event of events) {
    const reply = JSON.stringify(await subject(JSON.parse(event)));
    if (!reply.includes('"statusCode":200') || !reply.includes(ANSWER_TEXT))
      throw new Error(`${name} answered ${reply}`);
  }
}

/** Times what the runtime does around a handler too: parsing the event, printing the answer. */
async function drive(requests: number): Promise<Float64Array> {
  const times = new Float64Array(requests);
  let characters = 0;
  for (let request = 0; request < requests; request++) {
    const event = eventAt(request);
    const start = performance.now();
    characters += JSON.stringify(await handler(JSON.parse(event))).length;
    times[request] = (performance.now() - start) * 1000;
  }
  if (characters === 0) throw new Error('nothing was answered');
  return times;
}

function eventAt(request: number): string {
  return events[request % events.length] as string;
}
