import { isRecord } from '../../core/record.ts';
import { ENV, type LaunchDarklyUris, PROVIDERS } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';

export type ProviderName = 'appconfig' | 'launchdarkly';

export interface LaunchDarklySettings {
  /** Who decides. */
  readonly primary: ProviderName;
  /** Who stands behind; `undefined` = nobody. */
  readonly secondary: ProviderName | undefined;
  /** ARN or name of the secret that holds the SDK key. */
  readonly secret: string;
  /** Longest wait for secret and LaunchDarkly together, once a cold start. */
  readonly waitMs: number;
  readonly uris: LaunchDarklyUris;
}

const DEFAULT_WAIT_MS = 1000;

const URIS_FORM = '{ "stream": "https://…", "base": "https://…", "events": "https://…" }, each optional';

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function launchDarklySettings(env: Environment): LaunchDarklySettings {
  const reader = new EnvReader(env);
  const settings = {
    ...readProviders(reader),
    secret: reader.text(ENV.launchDarklySecret),
    waitMs: reader.number(ENV.launchDarklyWaitMs, { min: 1, max: 60_000, fallback: DEFAULT_WAIT_MS }),
    uris: env[ENV.launchDarklyUris] ? (reader.json(ENV.launchDarklyUris, URIS_FORM, readUris) ?? {}) : {},
  };
  reader.done();
  return settings;
}

/** LaunchDarkly is one of them: without it, another handler is the right one. */
function readProviders(reader: EnvReader): Pick<LaunchDarklySettings, 'primary' | 'secondary'> {
  const given = reader.optionalText(ENV.providers) ?? 'launchdarkly';
  if (!ALLOWED.some((known) => known === given)) {
    reader.report(ENV.providers, `is ${given}; set it to one of ${ALLOWED.join(' | ')}`);
  }
  // Cast: the allowed texts are made of nothing else.
  const [primary, secondary] = given.split(',') as [ProviderName, ProviderName?];
  return { primary, secondary };
}

const ALLOWED = PROVIDERS.filter((known) => known.includes('launchdarkly'));

function readUris(input: unknown): LaunchDarklyUris {
  if (!isRecord(input)) throw new TypeError('no object');
  for (const [name, uri] of Object.entries(input)) {
    if (!['stream', 'base', 'events'].includes(name) || typeof uri !== 'string' || !URL.canParse(uri)) {
      throw new TypeError(`bad entry ${name}`);
    }
  }
  return input;
}
