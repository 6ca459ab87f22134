import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/**
 * Stands in for the compiled client of `aws-lambda-ric`: the same three functions over `node:http`, so that the package
 * needs no compiler. The compiled one blocks while it posts; here the next question waits for the last post instead.
 */

const [host = '', port = ''] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const connections = new Agent({ keepAlive: true, maxSockets: 1 });

let posted: Promise<unknown> = Promise.resolve();

// Standard input is a pipe from the host: it ends when the host does, however that came about.
process.stdin.once('end', () => process.exit()).resume();
process.stdin.unref();

/** The next event, as soon as there is one. */
export async function next(): Promise<{ bodyJson: string; headers: IncomingHttpHeaders }> {
  await posted;
  return exchange('GET', 'next');
}

/** Hands in what the handler returned. */
export function done(id: string, json: string): void {
  posted = exchange('POST', `${id}/response`, json);
}

/** Hands in what the handler threw. */
export function error(id: string, json: string): void {
  posted = exchange('POST', `${id}/error`, json);
}

function exchange(method: string, path: string, json = '') {
  return new Promise<{ bodyJson: string; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const options = {
      host,
      port,
      method,
      path: `/2018-06-01/runtime/invocation/${path}`,
      agent: connections,
    };
    request(options, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        bodyJson += text;
      });
      response.on('end', () => resolve({ bodyJson, headers: response.headers })).on('error', reject);
    })
      .on('error', reject)
      .end(json);
  });
}
