import { init, type LDClient, type LDOptions } from '@launchdarkly/node-server-sdk';
import { onTestFinished, vi } from 'vitest';
import { serveLoopback } from '../../../local/http/loopback-server.ts';
import { LaunchDarkly, type LaunchDarklyItem } from '../../../local/launchdarkly/launchdarkly.ts';
import { LaunchDarklyEndpoint } from '../../../local/launchdarkly/launchdarkly-endpoint.ts';

export const SDK_KEY = 'sdk-0000-local-0000';

const QUIET = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

/** A flag that serves its first variation to everybody. */
export function aFlag(
  key: string,
  variations: readonly unknown[],
  members: Readonly<Record<string, unknown>> = {},
): LaunchDarklyItem {
  const serving = { on: true, fallthrough: { variation: 0 }, offVariation: 0 };
  return { key, variations, salt: key, targets: [], rules: [], prerequisites: [], ...serving, ...members };
}

/** An experiment of equal arms over every variation; the share in thousandths of a per cent that stays out gets the first. */
export function anExperiment(
  key: string,
  variations: readonly unknown[],
  { outside = 0 }: { readonly outside?: number } = {},
): LaunchDarklyItem {
  const weight = (100_000 - outside) / variations.length;
  const arms = variations.map((_, variation) => ({ variation, weight }));
  const rest = outside > 0 ? [{ variation: 0, weight: outside, untracked: true }] : [];
  const rollout = { kind: 'experiment', contextKind: 'user', seed: 61, variations: [...arms, ...rest] };
  return aFlag(key, variations, { fallthrough: { rollout } });
}

/** A rule that serves a variation to those whose attribute has one of these values. */
export function aRule(attribute: string, values: readonly unknown[], variation: number): object {
  const clause = { contextKind: 'user', attribute, op: 'in', values, negate: false };
  return { id: `by-${attribute}`, clauses: [clause], variation };
}

/** LaunchDarkly on loopback, until the running test is over. */
export class LaunchDarklyBench {
  readonly engine: LaunchDarkly;
  readonly endpoint: LaunchDarklyEndpoint;
  readonly url: string;

  private constructor(engine: LaunchDarkly, endpoint: LaunchDarklyEndpoint, url: string) {
    this.engine = engine;
    this.endpoint = endpoint;
    this.url = url;
  }

  static async open(...flags: readonly LaunchDarklyItem[]): Promise<LaunchDarklyBench> {
    const engine = new LaunchDarkly(SDK_KEY);
    for (const flag of flags) engine.set('flags', flag);
    const endpoint = new LaunchDarklyEndpoint(engine);
    const server = await serveLoopback(endpoint.handle);
    onTestFinished(() => server.close());
    return new LaunchDarklyBench(engine, endpoint, server.url);
  }

  /** The real SDK, connecting; closed when the running test is over. */
  connect(options: LDOptions & { readonly key?: string } = {}): LDClient {
    const { key = SDK_KEY, ...others } = options;
    const client = init(key, {
      baseUri: this.url,
      streamUri: this.url,
      eventsUri: this.url,
      streamInitialReconnectDelay: 0.01,
      diagnosticOptOut: true,
      logger: QUIET,
      ...others,
    });
    onTestFinished(() => client.close());
    return client;
  }

  /** The real SDK with its first data. */
  async connected(options: LDOptions = {}): Promise<LDClient> {
    const client = this.connect(options);
    await client.waitForInitialization({ timeout: 5 });
    return client;
  }
}

/** Waits until something is so. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 4000, interval: 5 });
}
