import { isRecord } from '../../core/record.ts';
import type { LaunchDarklyClient } from './launchdarkly-client.ts';

/** Whom versions are asked for: they are the same for everybody. */
const ANYBODY = { kind: 'user', key: 'model-rollout' } as const;

/** Versions of LaunchDarkly's flags, asked for once a change: an evaluation does not tell them. */
export class FlagVersions {
  readonly #client: LaunchDarklyClient;
  #versions: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(client: LaunchDarklyClient) {
    this.#client = client;
  }

  /** To be called when a flag has changed. */
  forget(): void {
    this.#versions = undefined;
  }

  /** `v<n>`; `undefined` where LaunchDarkly does not tell. The letter keeps it apart from the numbers of documents. */
  async of(key: string): Promise<string | undefined> {
    this.#versions ??= readVersions(this.#client);
    return (await this.#versions).get(key);
  }
}

async function readVersions(client: LaunchDarklyClient): Promise<ReadonlyMap<string, string>> {
  const state = (await client.allFlagsState(ANYBODY)).toJSON();
  const flags = isRecord(state) && isRecord(state.$flagsState) ? state.$flagsState : {};
  const versions = new Map<string, string>();
  for (const [key, flag] of Object.entries(flags)) {
    if (isRecord(flag) && typeof flag.version === 'number') versions.set(key, `v${flag.version}`);
  }
  return versions;
}
