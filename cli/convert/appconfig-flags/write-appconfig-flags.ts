import type { Flag, FlagDocument, FlagValue } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { DEFAULT_VALUE_ATTRIBUTE } from '../../../lambda/appconfig-flags/flag-answer.ts';
import { printJson } from '../../documents/print-json.ts';
import { valuesOf } from '../flag-values.ts';
import type { WrittenFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import { DEFINITION_LIMITS } from './definition.ts';
import { RuleWriter } from './write-rule.ts';
import { named, type WrittenVariant, writeVariants } from './write-variants.ts';

interface WrittenFlag {
  readonly key: string;
  readonly definition: object;
  readonly values: object;
  readonly losses: LossList;
}

/**
 * Writes flags as AppConfig's console has them. A boolean is whether a variant is enabled; a text or a number is its
 * attribute `value`.
 */
export function writeAppConfigFlags(document: FlagDocument): WrittenFlags {
  const writer = new RuleWriter(document.segments);
  const written = document.flags.map((flag, at) => writeFlag(flag, `/flags/${at}`, writer));
  const kept = written.filter(({ losses }) => !losses.isRefused);
  const content = {
    version: '1',
    flags: Object.fromEntries(kept.map(({ key, definition }) => [key, definition])),
    values: Object.fromEntries(kept.map(({ key, values }) => [key, values])),
  };
  return { text: `${printJson(content, '', '\n')}\n`, losses: written.flatMap(({ losses }) => losses.all()) };
}

function writeFlag(flag: Flag, pointer: string, writer: RuleWriter): WrittenFlag {
  const losses = new LossList(flag.flag);
  const variants = named(writeVariants({ flag, pointer, writer, losses }));
  tellWhatIsGone(flag, pointer, losses);
  checkLimits(flag, variants, pointer, losses);
  const { description, cleanup_by } = flag;
  const definition = {
    name: flag.flag,
    ...(description !== undefined && { description }),
    ...(cleanup_by !== undefined && { _deprecation: { status: 'planned', date: cleanup_by } }),
    ...(typeof flag.default !== 'boolean' && {
      attributes: { [DEFAULT_VALUE_ATTRIBUTE]: { constraints: constraints(flag) } },
    }),
  };
  return { key: flag.flag, definition, values: valuesMember(variants), losses };
}

function valuesMember(variants: readonly WrittenVariant[]): object {
  const [only] = variants;
  if (variants.length === 1 && only !== undefined) {
    const { enabled, attributes } = stateOf(only.value);
    return { enabled, ...attributes };
  }
  return {
    _variants: variants.map(({ name, rule, value }) => {
      const { enabled, attributes } = stateOf(value);
      return {
        ...{ name, enabled },
        ...(rule !== undefined && { rule }),
        ...(attributes && { attributeValues: attributes }),
      };
    }),
  };
}

function stateOf(value: FlagValue): { readonly enabled: boolean; readonly attributes?: object } {
  return typeof value === 'boolean'
    ? { enabled: value }
    : { enabled: true, attributes: { [DEFAULT_VALUE_ATTRIBUTE]: value } };
}

function constraints({ default: fallback, allowed }: Flag): object {
  const listed =
    typeof fallback === 'string' && allowed !== undefined && allowed.length <= DEFINITION_LIMITS.enumeration;
  return { type: typeof fallback, required: true, ...(listed && { enum: allowed }) };
}

function checkLimits(
  flag: Flag,
  variants: readonly WrittenVariant[],
  pointer: string,
  losses: LossList,
): void {
  if (variants.length > DEFINITION_LIMITS.variants) {
    const why = `allowed are ${DEFINITION_LIMITS.variants}`;
    losses.add('refused', child(pointer, 'rules'), `${variants.length} variants`, why);
  }
  for (const value of valuesOf(flag)) {
    if (typeof value !== 'string' || value.length <= DEFINITION_LIMITS.textCharacters) continue;
    const why = `allowed are ${DEFINITION_LIMITS.textCharacters} characters`;
    losses.add('refused', pointer, `a value of ${value.length} characters`, why);
  }
}

function tellWhatIsGone(flag: Flag, pointer: string, losses: LossList): void {
  const { killed, allowed, owner, disabled, pins, rules } = flag;
  const drop = (member: string, what: string, why: string) =>
    losses.add('dropped', child(pointer, member), what, why);
  if (owner !== undefined) drop('owner', 'the owner', 'flags have none');
  if (killed.length > 0)
    drop('killed', 'killed values', 'no value is forbidden: pins and rules that name them are left out');
  if (
    allowed !== undefined &&
    (typeof flag.default !== 'string' || allowed.length > DEFINITION_LIMITS.enumeration)
  ) {
    drop('allowed', 'allowed values', `only texts can be listed, at most ${DEFINITION_LIMITS.enumeration}`);
  }
  if (disabled)
    drop(
      'disabled',
      'that the flag is disabled',
      'a disabled flag has no value there: the default is served',
    );
  if (disabled && pins.length > 0) drop('pins', 'pins of a disabled flag', 'they would be served');
  if (disabled && rules.length > 0) drop('rules', 'rules of a disabled flag', 'they would be served');
}
