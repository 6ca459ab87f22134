import { type AgentAddress, AgentClient } from './agent-client.ts';
import { entityId } from './entity-id.ts';
import type { FlagSource, SourcedDocument } from './flag-source.ts';

/**
 * Reads one configuration profile from the AppConfig agent on loopback. The version is the agent's
 * `Configuration-Version`, else a hash of the content.
 */
export class AgentFlagSource implements FlagSource {
  readonly #agent: AgentClient;

  constructor(address: AgentAddress) {
    this.#agent = new AgentClient(address);
  }

  fetch(unit: string): Promise<SourcedDocument> {
    return this.#agent.get({ 'entity-id': entityId(unit) });
  }
}
