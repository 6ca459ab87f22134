import type { FlagValue } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { DEFAULT_VALUE_ATTRIBUTE } from '../../../lambda/appconfig-flags/flag-answer.ts';
import type { LossList } from '../loss-list.ts';
import type { AttributeValue, DefinedFlag, FlagVariant } from './definition.ts';

/** A value for each variant: those with a rule in their order, then the one without. */
export interface VariantValues {
  /** That holds them; absent where they are whether a variant is enabled. */
  readonly attribute?: string;
  readonly ruled: readonly FlagValue[];
  readonly fallback: FlagValue;
}

/**
 * What the variants of a flag serve as values. One attribute holds it, `value` where there are several; a flag without
 * attributes is a boolean. `undefined` where the flag was refused.
 */
export function variantValues(
  flag: DefinedFlag,
  pointer: string,
  losses: LossList,
): VariantValues | undefined {
  const variants = [...flag.ruled, flag.fallback];
  const names = new Set(variants.flatMap(({ attributes }) => [...attributes.keys()]));
  if (names.size === 0) {
    return { ruled: flag.ruled.map(({ enabled }) => enabled), fallback: flag.fallback.enabled };
  }
  const [first] = names;
  const name = names.size > 1 || first === undefined ? DEFAULT_VALUE_ATTRIBUTE : first;
  if (!names.has(name)) {
    losses.add(
      'refused',
      pointer,
      `attributes ${[...names].join(', ')}`,
      'a flag serves one value, that of "value"',
    );
    return undefined;
  }
  for (const other of names) {
    if (other === name) continue;
    losses.add('dropped', child(pointer, other), `the attribute ${other}`, 'a flag serves one value');
  }
  if (name !== DEFAULT_VALUE_ATTRIBUTE) {
    losses.add(
      'dropped',
      child(pointer, name),
      `that the attribute is called ${name}`,
      'a value has no name',
    );
  }
  const values = variants.map((variant) =>
    served(variant, name, { isAlone: variants.length === 1, pointer, losses }),
  );
  const fallback = values.pop();
  const ruled = values.filter((value) => value !== undefined);
  return fallback === undefined || ruled.length < values.length
    ? undefined
    : { attribute: name, ruled, fallback };
}

function served(
  { enabled, attributes, name: variant = 'the flag' }: FlagVariant,
  name: string,
  { isAlone, pointer, losses }: { isAlone: boolean; pointer: string; losses: LossList },
): FlagValue | undefined {
  const value = attributes.get(name);
  if (value === undefined || isList(value)) {
    const what = value === undefined ? `${variant} without a value` : `the list of ${variant}`;
    losses.add('refused', pointer, what, 'a flag serves a text, a number or a boolean to everybody');
    return undefined;
  }
  if (enabled) return value;
  if (!isAlone) {
    losses.add(
      'refused',
      pointer,
      `${variant}, which is disabled`,
      'to some it would serve what each caller gives as default',
    );
    return undefined;
  }
  const why =
    'what each caller gives as default is served there: it differs for callers that give another value';
  losses.add('approximated', pointer, 'a disabled flag', why);
  return value;
}

function isList(value: AttributeValue): value is readonly string[] | readonly number[] {
  return Array.isArray(value);
}
