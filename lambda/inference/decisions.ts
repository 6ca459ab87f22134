import type { Client, EvaluationContext, EvaluationDetails } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Role } from '../../core/evaluation/decision.ts';
import { FLAGS } from '../contract.ts';
import { type ResolvedFlag, resolvedFlag } from '../openfeature/resolved-flag.ts';
import type { User } from './request.ts';

/** Which of the four flags: a key of `FLAGS`. */
export type FlagKey = keyof typeof FLAGS;

/** A value of each of the four flags. */
export type FlagValues = Readonly<Record<FlagKey, FlagValue>>;

/** What the four flags serve to one unit. */
export type Decisions = Readonly<Record<FlagKey, ResolvedFlag>>;

/** What the inference function asks of an OpenFeature client, whichever provider stands behind it. */
export type ModelFlagsClient = Pick<Client, 'getStringDetails' | 'getNumberDetails' | 'metadata'>;

export const FLAG_KEYS = Object.keys(FLAGS) as readonly FlagKey[];

/** The flag in motion for this unit, and the side the unit is on. */
export interface Motion {
  readonly key: FlagKey;
  readonly role: Role;
  /** The unit's place in the gate. */
  readonly bucket: number | undefined;
}

/**
 * Evaluates the four flags at the same time, so that the store behind the provider reads once for all of them. A flag
 * is asked for as the type that its default has; whoever cannot decide it gives that default.
 */
export async function decide(client: ModelFlagsClient, user: User, defaults: FlagValues): Promise<Decisions> {
  // A request's attributes are scalars, and OpenFeature knows no other name for the unit.
  const context = { ...user, targetingKey: user.user_id } as EvaluationContext;
  const provider = client.metadata.providerMetadata.name;
  const ask = async (key: FlagKey): Promise<ResolvedFlag> =>
    resolvedFlag(await details(client, FLAGS[key], defaults[key], context), provider);
  const [model, prompt, topK, format] = await Promise.all([
    ask('model'),
    ask('prompt'),
    ask('topK'),
    ask('format'),
  ]);
  return { model, prompt, topK, format };
}

/** At most one flag of a document is in motion; `undefined` when this unit is in no comparison. */
export function motionOf(decisions: Decisions): Motion | undefined {
  for (const key of FLAG_KEYS) {
    const { role, bucket } = decisions[key];
    if (role !== undefined) return { key, role, bucket };
  }
  return undefined;
}

/** Whether the value is the caller's default because nobody could decide. */
export function hasFailed({ reason }: ResolvedFlag): boolean {
  return reason === 'ERROR';
}

function details(
  client: ModelFlagsClient,
  flag: string,
  defaultValue: FlagValue,
  context: EvaluationContext,
): Promise<EvaluationDetails<FlagValue>> {
  if (typeof defaultValue === 'number') return client.getNumberDetails(flag, defaultValue, context);
  return client.getStringDetails(flag, String(defaultValue), context);
}
