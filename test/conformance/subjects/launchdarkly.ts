import { init } from '@launchdarkly/node-server-sdk';
import { vi } from 'vitest';
import { MINUTE_MS } from '../../../lambda/clock.ts';
import { FLAGS } from '../../../lambda/contract.ts';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import { LaunchDarklyModelFlagsProvider } from '../../../lambda/launchdarkly/launchdarkly-model-flags-provider.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';
import { LaunchDarkly } from '../../../local/launchdarkly/launchdarkly.ts';
import { LaunchDarklyEndpoint } from '../../../local/launchdarkly/launchdarkly-endpoint.ts';
import { aFlag } from '../../local/launchdarkly/builders.ts';
import { type Fault, modelDocument, SAFE_MODEL, type SubjectKind } from '../provider-suite.ts';

const SDK_KEY = 'sdk-0000-local-0000';

/** LaunchDarkly's SDK, streaming from loopback. */
export const launchdarkly: SubjectKind = {
  name: 'LaunchDarkly',
  skip: [
    {
      situation: 'gone',
      reason:
        'a flag that is deleted in LaunchDarkly is one that the SDK does not have, and the caller’s default is served',
    },
  ],
  async make(start) {
    const place = await Place.open();
    if ('serving' in start) await place.serve(start.serving);
    else await place.fail(start.fault);
    const clock = new VirtualClock(0);
    const log = new LaunchDarklyLog({ clock, write: () => {} });
    const uris = { streamUri: place.url, baseUri: place.url, eventsUri: place.url };
    const options = { ...uris, sendEvents: false, streamInitialReconnectDelay: 0.01, logger: log };
    const client = init(SDK_KEY, options);
    const safeDefault = modelDocument(SAFE_MODEL);
    const connection = { client, connection: log, waitMs: 'serving' in start ? 2000 : 100 };
    const learned = async () => {
      if (place.serving === undefined) return log.trouble !== undefined || !client.initialized();
      const model = await client.stringVariation(FLAGS.model, { kind: 'user', key: 'anybody' }, '');
      return model === place.serving && log.trouble === undefined;
    };
    return {
      provider: new LaunchDarklyModelFlagsProvider({ ...connection, safeDefault, clock }),
      serve: (model) => place.serve(model),
      fail: (fault) => place.fail(fault),
      async catchUp() {
        await vi.waitUntil(learned, { timeout: 4000, interval: 5 });
        // As long as a connection may be lost before what is served counts as stale.
        clock.advance(MINUTE_MS);
      },
      async close() {
        client.close();
        await place.close();
      },
    };
  },
};

/** An environment of LaunchDarkly at one address, there or not. */
class Place {
  /** What everybody is served; `undefined` while something is wrong, nothing while there is no flag. */
  serving: string | undefined;
  readonly #engine: LaunchDarkly;
  readonly #endpoint: LaunchDarklyEndpoint;
  #server: LoopbackServer;

  private constructor(engine: LaunchDarkly, endpoint: LaunchDarklyEndpoint, server: LoopbackServer) {
    this.#engine = engine;
    this.#endpoint = endpoint;
    this.#server = server;
  }

  static async open(): Promise<Place> {
    const engine = new LaunchDarkly(SDK_KEY);
    const endpoint = new LaunchDarklyEndpoint(engine);
    return new Place(engine, endpoint, await serveLoopback(endpoint.handle));
  }

  get url(): string {
    return this.#server.url;
  }

  async serve(model: string): Promise<void> {
    this.#engine.set('flags', aFlag(FLAGS.model, [model]));
    if (this.serving === undefined) await this.#reopen();
    this.serving = model;
  }

  async fail(fault: Fault): Promise<void> {
    this.serving = fault === 'gone' ? '' : undefined;
    if (fault === 'gone') return this.#engine.remove('flags', FLAGS.model);
    if (fault === 'down') return this.#server.close();
    this.#endpoint.faults.set('streaming', { kind: fault === 'slow' ? 'hang' : 'garbled' });
    this.#endpoint.cutStreams();
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Ends what hangs, too. */
  async #reopen(): Promise<void> {
    await this.#server.close().catch(() => {});
    this.#endpoint.faults.clear();
    this.#server = await serveLoopback(this.#endpoint.handle, this.#server.port);
  }
}
