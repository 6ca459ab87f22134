import {
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  ProviderEvents,
} from '@openfeature/server-sdk';
import type { FlagValue } from '../../../core/document/flag-document.ts';
import type { Role } from '../../../core/evaluation/decision.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import {
  AppConfigModelFlagsProvider,
  type AppConfigModelFlagsProviderOptions,
} from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { isolatedFlagsClient } from '../../../local/openfeature/isolated-open-feature.ts';
import { aDocument, aFlag, compiled } from '../../helpers/flag-documents.ts';

/** What the bundled document of {@link aProvider} holds. */
export const SAFE = aDocument([aFlag({ default: 'safe' })]);

export interface SceneOptions extends Pick<AppConfigModelFlagsProviderOptions, 'outcomes'> {
  /** Served at first; `undefined` = the source is down. */
  readonly served?: unknown;
}

/** The provider over a source that a test has in its hand, behind a real client that tells its events. */
export function aProvider({ served = SAFE, outcomes }: SceneOptions = {}) {
  const clock = new VirtualClock(1_700_000_000_000);
  const behind = { served, version: '1', fetches: [] as string[], isDown: false };
  const source = {
    async fetch(unit: string) {
      behind.fetches.push(unit);
      if (behind.isDown) throw new Error('down');
      const { served: document, version } = behind;
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      return { bytes: Buffer.from(text), version };
    },
  };
  const provider = new AppConfigModelFlagsProvider({
    source,
    safeDefault: JSON.stringify(SAFE),
    clock,
    ...(outcomes && { outcomes }),
  });
  const client = isolatedFlagsClient(provider);
  return { client, provider, clock, behind, events: eventsOf(client) };
}

/** A user of each side of the comparison. */
export function usersOf(document: unknown, flag = 'm'): Readonly<Record<Role, string>> {
  const flags = compiled(document);
  const roleOf = (user: string) => evaluate(flags, flag, { user_id: user }, 0).role;
  const users = Array.from({ length: 200 }, (_, n) => `user-${n}`);
  const [candidate, control] = [
    users.find((user) => roleOf(user) === 'candidate'),
    users.find((user) => roleOf(user) === 'control'),
  ];
  if (candidate === undefined || control === undefined) throw new Error('nobody is on one side');
  return { candidate, control };
}

/** Asks for a flag as the type that this value has. */
export function detailsLike(
  client: Client,
  value: FlagValue | undefined,
  flag: string,
  context: EvaluationContext,
): Promise<EvaluationDetails<FlagValue>> {
  if (typeof value === 'number') return client.getNumberDetails(flag, -1, context);
  if (typeof value === 'boolean') return client.getBooleanDetails(flag, !value, context);
  return client.getStringDetails(flag, 'mine', context);
}

/** What a client is told after the event of its registration, as name and flags. */
function eventsOf(client: Client): (readonly unknown[])[] {
  const events: (readonly unknown[])[] = [];
  const heard = { isReady: false };
  for (const event of Object.values(ProviderEvents)) {
    client.addHandler(event, (details) => {
      const isFirst = event === ProviderEvents.Ready && !heard.isReady;
      if (isFirst) heard.isReady = true;
      else events.push(details && 'flagsChanged' in details ? [event, details.flagsChanged] : [event]);
    });
  }
  return events;
}
