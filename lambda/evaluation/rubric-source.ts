import { AGENT_ENV, ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { DEFAULT_AGENT_PORT, DEFAULT_AGENT_TIMEOUT_MS } from '../flags/agent-client.ts';
import { AgentFlagSource } from '../flags/agent-flag-source.ts';
import type { FlagSource } from '../flags/flag-source.ts';
import { TextFlagSource } from '../flags/text-flag-source.ts';

export interface RubricSource {
  readonly source: FlagSource;
  readonly origin: string;
}

/**
 * Where rubrics come from: the AppConfig agent where the environment names a profile, otherwise the bundled text. Throws
 * `settings-invalid`.
 */
export function rubricSource(env: Environment, bundled: string): RubricSource {
  const reader = new EnvReader(env);
  const profile = reader.optionalText(ENV.rubricsProfile);
  if (profile === undefined) return { source: new TextFlagSource(bundled), origin: 'bundled' };
  const address = {
    profile,
    application: reader.text(ENV.application),
    environment: reader.text(ENV.environment),
    port: reader.number(AGENT_ENV.httpPort, { min: 1, max: 65_535, fallback: DEFAULT_AGENT_PORT }),
    timeoutMs: reader.number(ENV.flagsTimeoutMs, { min: 1, max: 60_000, fallback: DEFAULT_AGENT_TIMEOUT_MS }),
  };
  reader.done();
  return { source: new AgentFlagSource(address), origin: 'appconfig-agent' };
}
