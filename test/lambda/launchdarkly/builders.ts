import type { LDOptions } from '@launchdarkly/node-server-sdk';
import { type Client, OpenFeature } from '@openfeature/server-sdk';
import { onTestFinished } from 'vitest';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import {
  LaunchDarklyModelFlagsProvider,
  type LaunchDarklyModelFlagsProviderOptions,
} from '../../../lambda/launchdarkly/launchdarkly-model-flags-provider.ts';
import { type ResolvedFlag, resolvedFlag } from '../../../lambda/openfeature/resolved-flag.ts';
import { VirtualClock } from '../../../local/clock.ts';
import type { LaunchDarklyBench } from '../../local/launchdarkly/builders.ts';

export const HAIKU = 'claude-3-haiku';
export const SONNET = 'claude-sonnet-4-6';

/** A safe default that serves haiku and four passages to everybody. */
export const SAFE_DEFAULT = JSON.stringify({
  version: 1,
  flags: [
    { flag: 'inference_model', default: HAIKU, permanent: true },
    { flag: 'retrieval_top_k', default: 4, permanent: true },
  ],
});

export type Served = Omit<LaunchDarklyModelFlagsProviderOptions, 'client' | 'connection' | 'clock'> & {
  readonly sdk?: LDOptions & { readonly key?: string };
};

let domains = 0;

/** The provider over the real SDK, in an OpenFeature domain of its own until the running test is over. */
export class ProviderScene {
  readonly clock = new VirtualClock(Date.UTC(2027, 0, 15, 10));
  /** What the SDK's log wrote. */
  readonly lines: string[] = [];
  readonly log = new LaunchDarklyLog({ clock: this.clock, write: (line) => void this.lines.push(line) });
  readonly provider: LaunchDarklyModelFlagsProvider;
  readonly flags: Client;
  readonly #domain = `launchdarkly-${++domains}`;

  /** Not started yet. */
  constructor(bench: LaunchDarklyBench, { sdk, ...options }: Served = {}) {
    const client = bench.connect({ ...sdk, logger: this.log });
    const { clock, log: connection } = this;
    this.provider = new LaunchDarklyModelFlagsProvider({
      safeDefault: SAFE_DEFAULT,
      ...options,
      client,
      connection,
      clock,
    });
    this.flags = OpenFeature.getClient(this.#domain);
  }

  /** Resolves when the provider has started, and rejects when it cannot. */
  async start(): Promise<void> {
    onTestFinished(() => OpenFeature.clearProviders());
    await OpenFeature.setProviderAndWait(this.#domain, this.provider);
  }

  static async started(bench: LaunchDarklyBench, served: Served = {}): Promise<ProviderScene> {
    const scene = new ProviderScene(bench, served);
    await scene.start();
    return scene;
  }

  async model(user: string, attributes: Readonly<Record<string, string>> = {}): Promise<ResolvedFlag> {
    const context = { targetingKey: user, ...attributes };
    return resolvedFlag(await this.flags.getStringDetails('inference_model', HAIKU, context), 'other');
  }

  /** Users of both sides of the experiment of the model flag. */
  async usersOf(): Promise<{ readonly candidate: string; readonly control: string }> {
    const found: { candidate?: string; control?: string } = {};
    for (let user = 0; found.candidate === undefined || found.control === undefined; user += 1) {
      const { role } = await this.model(`u${user}`);
      if (role === undefined) throw new Error(`u${user} is in no experiment`);
      found[role] ??= `u${user}`;
    }
    return { candidate: found.candidate, control: found.control };
  }
}
