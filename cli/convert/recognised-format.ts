import { isRecord } from '../../core/record.ts';
import { readJsonText, withoutMark } from '../documents/json-text.ts';
import type { FormatName } from './format.ts';

/** The format that a text is in, by members that flags have in it alone; `undefined` where none of them is there. */
export function recognisedFormat(text: string): FormatName | undefined {
  const json = readJsonText(withoutMark(text));
  if (!json.ok || !isRecord(json.value)) return undefined;
  const { flags, values } = json.value;
  const entries: readonly unknown[] = Array.isArray(flags) ? flags : [json.value];
  if (entries.some((entry) => isRecord(entry) && typeof entry.flag === 'string')) return 'model-rollout';
  if (!isRecord(flags)) return undefined;
  if (isRecord(values)) return 'appconfig-flags';
  const definitions = Object.values(flags).filter(isRecord);
  if (definitions.some(({ variants }) => isRecord(variants))) return 'openfeature-flagd';
  if (definitions.some(({ variations }) => Array.isArray(variations))) return 'launchdarkly';
  return undefined;
}
