import { entityId } from '../../lambda/flags/entity-id.ts';
import type { FlagSource, SourcedDocument } from '../../lambda/flags/flag-source.ts';
import { RolloutError, type RolloutErrorCode } from '../../lambda/rollout-error.ts';
import type { AppConfigAgent } from '../appconfig/appconfig-agent.ts';
import type { VirtualClock } from '../clock.ts';

export interface VirtualFlagSourceOptions {
  readonly agent: AppConfigAgent;
  readonly clock: VirtualClock;
  /** Path of the configuration at the agent. */
  readonly path: string;
  /** How long a caller waits for an agent that says nothing. */
  readonly timeoutMs: number;
}

/** The agent's answers as the production source reads them, but in virtual time: what would take time moves the clock. */
export class VirtualFlagSource implements FlagSource {
  readonly #options: VirtualFlagSourceOptions;

  constructor(options: VirtualFlagSourceOptions) {
    this.#options = options;
  }

  async fetch(unit: string): Promise<SourcedDocument> {
    const { agent, clock, path, timeoutMs } = this.#options;
    const deadlineMs = clock.now() + timeoutMs;
    const reply = agent.get(path, { 'entity-id': entityId(unit) });
    switch (reply.kind) {
      case 'answer':
        if (reply.status !== 200) throw failure('flag-source-status');
        return { bytes: reply.body, version: reply.headers['configuration-version'] ?? 'unknown' };
      case 'hang':
        // Whoever asks at the same moment waits at the same time: nobody's wait moves the clock before all have asked.
        await Promise.resolve();
        clock.moveTo(deadlineMs);
        throw failure('flag-source-timeout');
      case 'cut':
        throw failure('flag-source-cut');
      case 'refused':
        throw failure('flag-source-unreachable');
    }
  }
}

function failure(code: RolloutErrorCode): RolloutError {
  return new RolloutError(code, 'the rehearsed agent failed as scripted', { fault: 'dependency' });
}
