import type { ResolutionDetails } from '@openfeature/server-sdk';
import type { FlagValue } from '../../core/document/flag-document.ts';
import { isFlagValue } from '../openfeature/resolved-flag.ts';
import { roleOfVariant } from './experiment-role.ts';
import type { FlagAnswer } from './flag-answer.ts';

/**
 * What the sides of experiments are served, which outcomes are counted by. A variant's attribute says so, unless the flag
 * is asked for as a boolean or its variant is disabled: then only who asked knows.
 */
export class ServedVariants {
  readonly #attributeOf: (flag: string) => string;
  readonly #values = new Map<string, FlagValue>();

  /** @param attributeOf name of the attribute that holds the value of a flag. */
  constructor(attributeOf: (flag: string) => string) {
    this.#attributeOf = attributeOf;
  }

  /** Remembers what a variant of an experiment was resolved to. */
  note(flag: string, { variant, value }: ResolutionDetails<unknown>): void {
    if (roleOfVariant(variant) !== undefined && isFlagValue(value))
      this.#values.set(keyOf(flag, variant), value);
  }

  /** What a variant is served; `undefined` where nobody has asked and no attribute tells. */
  of(flag: string, answer: FlagAnswer | undefined): FlagValue | undefined {
    const attribute = answer?.attributes.get(this.#attributeOf(flag));
    return this.#values.get(keyOf(flag, answer?.variant)) ?? (isFlagValue(attribute) ? attribute : undefined);
  }
}

function keyOf(flag: string, variant: string | undefined): string {
  return JSON.stringify([flag, variant]);
}
