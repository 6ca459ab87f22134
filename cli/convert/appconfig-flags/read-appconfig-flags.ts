import { child } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import { readJsonText, withoutMark } from '../../documents/json-text.ts';
import { ConditionBuilder } from '../expression/condition-builder.ts';
import type { ReadFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import { documentOf, type ForeignFlag } from '../read-document.ts';
import type { DefinedFlag } from './definition.ts';
import { parseDefinition } from './parse-definition.ts';
import { readSteps } from './read-steps.ts';
import { type VariantValues, variantValues } from './variant-values.ts';

/** Reads the content of a profile of AppConfig's feature flags. */
export function readAppConfigFlags(text: string): ReadFlags {
  const json = readJsonText(withoutMark(text));
  if (!json.ok) return { losses: [], issues: json.problems };
  // AppConfig takes no comments; whoever keeps a definition as a file may.
  const definition = parseDefinition(JSON.stringify(json.value));
  if (!definition.ok) return { losses: [], issues: definition.problems };
  const builder = new ConditionBuilder();
  const flags = [...definition.value.flags.values()].map((flag) => foreignFlag(flag, builder));
  return { ...documentOf(flags, builder.segments), issues: [] };
}

function foreignFlag(flag: DefinedFlag, builder: ConditionBuilder): ForeignFlag {
  const losses = new LossList(flag.key);
  const pointer = child('/values', flag.key);
  const values = variantValues(flag, pointer, losses);
  if (values === undefined) return { pointer, losses };
  const { description, deprecatedOn, fallback, ruled } = flag;
  const rules = readSteps({ flag, values, pointer, builder, losses });
  if (flag.name !== undefined && flag.name !== flag.key) {
    losses.add(
      'dropped',
      child(child('/flags', flag.key), 'name'),
      'the name for people',
      'a flag has its key alone',
    );
  }
  const allowed = allowedValues(flag, values, losses);
  const isDisabled = ruled.length === 0 && !fallback.enabled && typeof values.fallback !== 'boolean';
  return {
    ...{ pointer, losses },
    flag: {
      flag: flag.key,
      ...(description !== undefined && description !== '' && { description }),
      ...(deprecatedOn === undefined ? { permanent: true } : { cleanup_by: deprecatedOn }),
      ...(isDisabled && { disabled: true }),
      ...(allowed !== undefined && { allowed }),
      default: values.fallback,
      rules,
    },
  };
}

/** An enumeration of texts says what a flag may serve; other constraints have no counterpart. */
function allowedValues(
  { key, constraints }: DefinedFlag,
  { attribute = '', fallback }: VariantValues,
  losses: LossList,
): readonly unknown[] | undefined {
  const own = constraints.get(attribute);
  if (!isRecord(own)) return undefined;
  for (const name of ['minimum', 'maximum', 'pattern']) {
    if (own[name] === undefined) continue;
    const pointer = `${child(child('/flags', key), 'attributes')}/${attribute}/constraints/${name}`;
    losses.add(
      'dropped',
      pointer,
      `${name} of the value`,
      'a flag document lists what is allowed, or nothing',
    );
  }
  return typeof fallback === 'string' && Array.isArray(own.enum) ? [...new Set(own.enum)] : undefined;
}
