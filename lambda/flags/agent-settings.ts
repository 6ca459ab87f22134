import { AGENT_ENV, ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { type AgentAddress, DEFAULT_AGENT_PORT, DEFAULT_AGENT_TIMEOUT_MS } from './agent-client.ts';

/** Where the two documents are. */
export interface AgentSettings {
  readonly flags: AgentAddress;
  readonly prompts: AgentAddress;
}

/** Reads the agent's place and the profiles from environment variables; throws `settings-invalid`. */
export function agentSettings(env: Environment): AgentSettings {
  const reader = new EnvReader(env);
  const common = {
    application: reader.text(ENV.application),
    environment: reader.text(ENV.environment),
    port: reader.number(AGENT_ENV.httpPort, { min: 1, max: 65_535, fallback: DEFAULT_AGENT_PORT }),
    timeoutMs: reader.number(ENV.flagsTimeoutMs, { min: 1, max: 60_000, fallback: DEFAULT_AGENT_TIMEOUT_MS }),
  };
  const settings = {
    flags: { ...common, profile: reader.text(ENV.flagsProfile) },
    prompts: { ...common, profile: reader.text(ENV.promptsProfile) },
  };
  reader.done();
  return settings;
}
