import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleHandler } from '../../lib/handler-bundle.ts';
import { jsonResponse } from '../../local/http/json-response.ts';
import { serveLoopback } from '../../local/http/loopback-server.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';

const directory = aDirectory();
const EVENT = { Step: 'createSecret', SecretId: 'key', ClientRequestToken: 'v2' };
const SECOND_SET = {
  AccessKeyId: 'ADDRESS',
  SecretAccessKey: 's',
  Token: 't',
  Expiration: '2100-01-01T00:00:00Z',
};

/** Invokes a bundled handler in a process of its own, and says whose credentials its requests were signed with. */
async function signers(variables: (url: string) => Readonly<Record<string, string>>) {
  const { directory: bundle } = bundleHandler('token-rotation', join(directory, 'bundle'));
  const seen: string[] = [];
  const server = await serveLoopback(({ path, headers }) => {
    if (path === '/credentials') return jsonResponse(200, SECOND_SET);
    seen.push(/Credential=(\w+)/.exec(String(headers.authorization))?.[1] ?? 'nobody');
    return jsonResponse(400, { __type: 'InvalidRequestException' });
  });
  onTestFinished(() => server.close());
  const profiles = join(directory, 'credentials');
  writeFileSync(profiles, '[default]\naws_access_key_id = PROFILE\naws_secret_access_key = s\n');
  const url = pathToFileURL(join(bundle, 'index.mjs')).href;
  const script = `const { handler } = await import('${url}'); await handler(${JSON.stringify(EVENT)}).catch(() => {});`;
  const env = {
    ...{ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: server.url, AWS_SHARED_CREDENTIALS_FILE: profiles },
    ...variables(server.url),
  };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  return new Set(seen);
}

describe('a bundled handler', () => {
  it('signs with the credentials of its environment', async () => {
    const own = { AWS_ACCESS_KEY_ID: 'ENVIRONMENT', AWS_SECRET_ACCESS_KEY: 's' };
    expect(await signers(() => own)).toEqual(new Set(['ENVIRONMENT']));
  });

  it('signs with what the address in its environment has, past any profile', async () => {
    const address = (url: string) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials` });
    expect(await signers(address)).toEqual(new Set(['ADDRESS']));
  });
});
