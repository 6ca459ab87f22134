import { readFileSync } from 'node:fs';
import { systemClock } from '../clock.ts';
import { SAFE_DEFAULT } from '../contract.ts';
import type { Environment } from '../env-reader.ts';
import { AgentFlagSource } from '../flags/agent-flag-source.ts';
import { agentSettings } from '../flags/agent-settings.ts';
import { createFlagStore, type FlagStore } from '../flags/flag-store.ts';
import { createPromptStore, type PromptStore } from '../flags/prompt-store.ts';

/** The stage's documents as the inference function has them. */
export interface LiveDocuments {
  readonly flags: FlagStore;
  readonly prompts: PromptStore;
  /** The bundled flag document as JSON text. */
  readonly safeDefault: string;
}

/** Documents that the AppConfig agent serves, before those that are bundled beside the handler. */
export function liveDocuments(env: Environment): LiveDocuments {
  const agent = agentSettings(env);
  const common = { origin: 'appconfig-agent', clock: systemClock };
  const safeDefault = bundledText(SAFE_DEFAULT.flags);
  return {
    flags: createFlagStore({ ...common, source: new AgentFlagSource(agent.flags), safeDefault }),
    prompts: createPromptStore({
      ...common,
      source: new AgentFlagSource(agent.prompts),
      safeDefault: bundledText(SAFE_DEFAULT.prompts),
    }),
    safeDefault,
  };
}

function bundledText(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
