import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Milliseconds to a handler that is ready for its first event. */
export interface LoadTimes {
  /** Of the import alone. */
  readonly importMs: number;
  /** Since the process was started, Node.js itself included. */
  readonly readyMs: number;
}

const url = pathToFileURL(process.argv[2] ?? '').href;
const start = performance.now();
const { handler } = await import(url);
const readyMs = performance.now();
if (typeof handler !== 'function') throw new Error(`${url} exports no handler`);
const times: LoadTimes = { importMs: readyMs - start, readyMs };
writeFileSync(3, JSON.stringify(times));
process.exit(0);
