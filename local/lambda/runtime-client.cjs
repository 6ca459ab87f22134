'use strict';

/**
 * Stands in for the compiled client of `aws-lambda-ric`: the same three functions over `node:http`, so that the package
 * needs no compiler. The compiled one blocks while it posts; here the next question, and the end of the process, wait
 * for the last post instead. Runs in the function's process as it lies here: plain CommonJS, nothing but Node.js.
 */

const { Agent, request } = require('node:http');
const { Worker } = require('node:worker_threads');

const API = '/2018-06-01/runtime/invocation';
const DEADLINE_HEADER = 'lambda-runtime-deadline-ms';
const NOW_HEADER = 'model-rollout-now-ms';

/** Closer than this to the machine's clock is the machine's clock: one at the pace of real time moves in steps. */
const SAME_TIME_MS = 5000;

const MachineDate = Date;
let offsetMs = 0;

const ShiftedDate = new Proxy(MachineDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, newTarget),
  apply: () => new ShiftedDate().toString(),
  get: (target, key, receiver) => (key === 'now' ? shiftedNow : Reflect.get(target, key, receiver)),
});

function shiftedNow() {
  return MachineDate.now() + offsetMs;
}

/**
 * Sets `Date` to the host's clock from now on; it runs on in real time. Answers how far the host's clock is ahead of
 * what `Date` says then: nothing, or some seconds where `Date` is left alone.
 */
function setDate(hostNowMs) {
  const aheadMs = hostNowMs - MachineDate.now();
  offsetMs = Math.abs(aheadMs) < SAME_TIME_MS ? 0 : aheadMs;
  if (offsetMs !== 0 && Date !== ShiftedDate) {
    globalThis.Date = ShiftedDate;
    MachineDate.prototype.constructor = ShiftedDate;
  }
  return aheadMs - offsetMs;
}

/** A deadline on the host's clock is one on `Date` in the answer. */
function localised(headers) {
  if (headers[NOW_HEADER] === undefined) return headers;
  const aheadMs = setDate(Number(headers[NOW_HEADER]));
  return { ...headers, [DEADLINE_HEADER]: String(Number(headers[DEADLINE_HEADER]) - aheadMs) };
}

// Standard input is a pipe from the host: it ends when the host does, however that came about. A thread watches it, which
// no endless loop of the function keeps from seeing it. The function leads a group: what it has started ends with it.
new Worker(
  `new (require('node:net').Socket)({ fd: 0 })
    .on('error', () => {})
    .on('close', () => process.kill(-process.pid, 'SIGKILL'))
    .resume();`,
  { eval: true },
).unref();

// The last argument is the host's time at the start of the process, for what runs before the first event.
setDate(Number(process.argv.pop()));

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const connections = new Agent({ keepAlive: true, maxSockets: 1 });
const exit = process.exit;

let posted = Promise.resolve();

function exchange(method, path, json = '') {
  return new Promise((resolve, reject) => {
    request({ host, port, method, path: `${API}/${path}`, agent: connections }, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8').on('data', (text) => {
        bodyJson += text;
      });
      response.on('end', () => resolve({ bodyJson, headers: response.headers })).on('error', reject);
    })
      .on('error', reject)
      .end(json);
  });
}

/** Whatever the function has printed is on its way to the host before its answer is. */
async function flush() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

/** Hands in an outcome. Who then ends the process, as the runtime does after an uncaught exception, ends it after that. */
function post(path, json) {
  posted = flush()
    .then(() => exchange('POST', path, json))
    .finally(() => {
      process.exit = exit;
    });
  process.exit = (code) => void posted.finally(() => exit(code));
}

/** The next event, as soon as there is one. */
exports.next = async () => {
  await posted;
  const { bodyJson, headers } = await exchange('GET', 'next');
  return { bodyJson, headers: localised(headers) };
};

/** Hands in what the handler returned. */
exports.done = (id, json) => post(`${id}/response`, json);

/** Hands in what the handler threw. */
exports.error = (id, json) => post(`${id}/error`, json);
