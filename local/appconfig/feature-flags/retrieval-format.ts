import type {
  DefinedFlag,
  FlagDefinition,
  FlagVariant,
} from '../../../cli/convert/appconfig-flags/definition.ts';
import { printRule } from '../../../cli/convert/appconfig-flags/print-rule.ts';

/**
 * A definition in the format in which AppConfig gives it to agents ("retrieval-time format" of the user guide's samples for
 * local development): JSON where no flag has variants, otherwise Amazon Ion, here as text.
 */
export function retrievalFormat({ flags }: FlagDefinition): { content: Uint8Array; contentType: string } {
  const all = [...flags.values()];
  if (all.every(({ fallback }) => fallback.name === undefined)) {
    const entries = all.map(({ key, fallback }) => [key, contentOf(fallback)]);
    return {
      content: Buffer.from(JSON.stringify(Object.fromEntries(entries))),
      contentType: 'application/json',
    };
  }
  return {
    content: Buffer.from(all.map(ionOf).join('\n')),
    contentType: 'application/ion;type=AWS.AppConfig.FeatureFlags',
  };
}

function contentOf({ name, enabled, attributes }: FlagVariant): object {
  return {
    ...(name !== undefined && { _variant: name }),
    enabled,
    ...(enabled && Object.fromEntries(attributes)),
  };
}

function ionOf({ key, ruled, fallback }: DefinedFlag): string {
  if (fallback.name === undefined) return `'${key}'::${ionText(fallback)}`;
  const variants = ruled.map(
    (variant) => `[${variant.rule && printRule(variant.rule)}, ${ionText(variant)}]`,
  );
  return `'${key}'::[${[...variants, ionText(fallback)].join(', ')}]`;
}

/** The content of a variant, JSON in a string of Ion, whose escapes are more than JSON's. */
function ionText(variant: FlagVariant): string {
  return JSON.stringify(JSON.stringify(contentOf(variant)));
}
