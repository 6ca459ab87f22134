import { isRecord } from '../../core/record.ts';

/** Attribute that holds the value of a flag unless another is named; what is converted has it there. */
export const DEFAULT_VALUE_ATTRIBUTE = 'value';

/** A feature flag as the agent answers it. */
export interface FlagAnswer {
  readonly enabled: boolean;
  /** Absent for a flag without variants. */
  readonly variant: string | undefined;
  /** None of a flag that is disabled. */
  readonly attributes: ReadonlyMap<string, unknown>;
}

/** Reads the agent's answer for one flag; `undefined` for bytes that are none. */
export function flagAnswer(bytes: Uint8Array): FlagAnswer | undefined {
  const answer = jsonObject(bytes);
  if (answer === undefined) return undefined;
  const { enabled, _variant: variant, ...attributes } = answer;
  if (typeof enabled !== 'boolean' || (variant !== undefined && typeof variant !== 'string'))
    return undefined;
  return { enabled, variant, attributes: new Map(Object.entries(attributes)) };
}

/** Whether the agent's answer for a whole profile is one, and without the flag. */
export function lacksFlag(bytes: Uint8Array, flag: string): boolean {
  const profile = jsonObject(bytes);
  return profile !== undefined && !Object.hasOwn(profile, flag);
}

function jsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
