import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LoopbackServer, serveLoopback } from '../../local/http/loopback-server.ts';
import { LaunchDarkly } from '../../local/launchdarkly/launchdarkly.ts';
import { LaunchDarklyEndpoint } from '../../local/launchdarkly/launchdarkly-endpoint.ts';
import { anExperiment } from '../local/launchdarkly/builders.ts';
import { Checkout } from './checkout.ts';
import { DeployedStage } from './deployed-stage.ts';
import { LocalEndpoint } from './local-endpoint.ts';
import { Transcript } from './transcript.ts';

/** Virtual minutes a minute, requests a virtual minute, and what fails: LaunchDarkly's candidate, half of the time. */
const ACCOUNT = ['--speed', '60', '--traffic', '120', '--fail', 'claude-sonnet-4-6=0.5'];
const SDK_KEY = 'sdk-of-a-story';
const SECRET = 'staging/launchdarkly';
const MODEL = 'inference_model';
const HAIKU = 'claude-3-haiku';
const SONNET = 'claude-sonnet-4-6';

const directory = mkdtempSync(join(tmpdir(), 'model-rollout-deploy-'));
const launchDarkly = new LaunchDarkly(SDK_KEY);
let server: LoopbackServer;
let endpoint: LocalEndpoint;
let transcript: Transcript;
let staging: DeployedStage;

beforeAll(async () => {
  server = await serveLoopback(new LaunchDarklyEndpoint(launchDarkly).handle);
  endpoint = await LocalEndpoint.start(ACCOUNT);
  transcript = new Transcript({ directory, variables: endpoint.variables });
  staging = new DeployedStage('staging', endpoint);
  await storeKey();
  const { url } = server;
  const uris = JSON.stringify({ stream: url, base: url, events: url });
  new Checkout(directory).edit(
    'config/stages.ts',
    "provider: 'appconfig',",
    `provider: 'launchdarkly', launchDarkly: { sdkKeySecret: '${SECRET}', uris: ${uris} },`,
  );
});

afterAll(async () => {
  await endpoint?.stop();
  await server?.close();
  rmSync(directory, { recursive: true, force: true });
  process.stdout.write(transcript?.table() ?? '');
});

async function storeKey(): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const secrets = new SecretsManagerClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  await secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: SDK_KEY }));
  secrets.destroy();
}

function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 200_000, interval: 500 });
}

describe('a stage in which LaunchDarkly decides', () => {
  it('is deployed like any other', async () => {
    const command = ['cdk', 'deploy', '--context', 'stage=staging', '--require-approval', 'never'];
    const { exitCode, printed } = await transcript.run(command, staging);
    expect(exitCode, printed.slice(-3000)).toBe(0);
    expect(printed).not.toContain(SDK_KEY);
  });

  it('serves what the document says as long as LaunchDarkly has no such flag', async () => {
    expect(await staging.models(10)).toEqual([HAIKU]);
  });

  it('serves what LaunchDarkly says as soon as it says so, and tells it whom', async () => {
    launchDarkly.set('flags', anExperiment(MODEL, [HAIKU, SONNET]));
    await eventually(() => {
      const exposed = launchDarkly.events.filter(({ kind }) => kind === 'summary' || kind === 'feature');
      expect(JSON.stringify(exposed)).toContain(SONNET);
    });
  });

  it('has the failing candidate killed by the watch, past its alarms', async () => {
    await eventually(async () => expect(await staging.deployments()).toHaveLength(3));
    await eventually(async () => expect((await staging.deployments())[0]).toBe('3 COMPLETE'));
    await eventually(async () => expect(await staging.models(30)).toEqual([HAIKU]));
  });

  it('prints the SDK key nowhere', () => {
    expect(JSON.stringify(endpoint.events)).not.toContain(SDK_KEY);
  });
});
