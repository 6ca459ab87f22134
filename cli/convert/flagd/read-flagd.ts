import type { FlagValue } from '../../../core/document/flag-document.ts';
import { child, IssueList } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import { parseDay } from '../../../core/time/iso8601.ts';
import { readJsonText, withoutMark } from '../../documents/json-text.ts';
import { ConditionBuilder } from '../expression/condition-builder.ts';
import type { Loss, ReadFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import { documentOf, type ForeignFlag } from '../read-document.ts';
import { isScalar } from '../scalar.ts';
import { FlagdRules } from './flagd-rules.ts';
import type { Logic } from './logic.ts';
import { ExpressionReader } from './read-expression.ts';
import { reachedRows, readTargeting } from './read-targeting.ts';

type Fields = Readonly<Record<string, unknown>>;

const KNOWN_OF_FILE = new Set(['flags', '$evaluators', '$schema']);
/** Members of a flag that say what is served; the others are told to be lost. */
const KNOWN = new Set(['state', 'variants', 'defaultVariant', 'targeting', 'metadata', '$schema']);
/** Metadata that a flag document has members for. */
const TEXTS = ['description', 'owner'] as const;

/** Reads flag definitions of flagd, as its file sources have them. */
export function readFlagd(text: string): ReadFlags {
  const json = readJsonText(withoutMark(text));
  if (!json.ok) return { losses: [], issues: json.problems };
  const issues = new IssueList();
  const flags = isRecord(json.value) ? json.value.flags : undefined;
  if (!isRecord(json.value) || !isRecord(flags)) {
    issues.error({
      code: flags === undefined ? 'missing-key' : 'wrong-type',
      pointer: '/flags',
      message: 'definitions of flagd are an object with flags by their keys',
      found: flags,
      allowed: '{"flags": {"my-flag": {"state": "ENABLED", "variants": {…}, "defaultVariant": "…"}}}',
      fix: 'give a file of flagd, or name its format with --from',
    });
    return { losses: [], issues: issues.all() };
  }
  const builder = new ConditionBuilder();
  const evaluators = isRecord(json.value.$evaluators)
    ? (json.value.$evaluators as Record<string, Logic>)
    : {};
  const reader = new ExpressionReader(evaluators, builder);
  const foreign = Object.entries(flags).map(([key, flag]) => readFlag(key, flag, reader, builder));
  const { document, losses } = documentOf(foreign, builder.segments);
  return { document, losses: [...lossesOfFile(json.value), ...losses], issues: [] };
}

/** What is said of all flags together, and is no flag's. */
function lossesOfFile(file: Fields): readonly Loss[] {
  const losses = new LossList('');
  for (const member of Object.keys(file).filter((name) => !KNOWN_OF_FILE.has(name))) {
    losses.add('dropped', child('', member), member, 'a flag document has no such member');
  }
  return losses.all();
}

function readFlag(
  key: string,
  input: unknown,
  reader: ExpressionReader,
  builder: ConditionBuilder,
): ForeignFlag {
  const pointer = child('/flags', key);
  const losses = new LossList(key);
  const flag = isRecord(input) ? input : {};
  const variants = variantsOf(flag, pointer, losses);
  const fallback = typeof flag.defaultVariant === 'string' ? variants.get(flag.defaultVariant) : undefined;
  if (fallback === undefined) {
    const why = "flagd leaves it to the default in the caller's code, which a flag document does not know";
    losses.add('refused', child(pointer, 'defaultVariant'), 'a flag without a default variant', why);
    return { pointer, losses };
  }
  for (const member of Object.keys(flag).filter((name) => !KNOWN.has(name))) {
    losses.add('dropped', child(pointer, member), member, 'a flag document has no such member');
  }
  const isDisabled = flag.state === 'DISABLED';
  if (isDisabled) {
    const why =
      "flagd leaves everybody to the default in the caller's code; here the flag's own default is served";
    losses.add('approximated', child(pointer, 'state'), 'a disabled flag', why);
  }
  const rules = new FlagdRules({ variants, fallback, builder, losses });
  const targeting = targetingOf(flag);
  const place = { logic: targeting, pointer: child(pointer, 'targeting'), losses };
  for (const row of reachedRows(readTargeting(place, { flag: key, reader }))) rules.add(row);
  const allowed = [...new Set(variants.values())].filter((value) => typeof value === typeof fallback);
  return {
    pointer,
    losses,
    flag: {
      flag: key,
      ...metadataOf(flag, pointer, losses),
      ...(isDisabled && { disabled: true }),
      allowed,
      default: fallback,
      ...rules.steps(),
    },
  };
}

/** An empty object is no targeting, too. Of what is no object flagd's evaluators take the value for a variant. */
function targetingOf({ targeting = null }: Fields): Logic {
  return isRecord(targeting) && Object.keys(targeting).length === 0 ? null : (targeting as Logic);
}

/** Variants whose value a flag document may serve. */
function variantsOf({ variants }: Fields, pointer: string, losses: LossList): ReadonlyMap<string, FlagValue> {
  const entries = Object.entries(isRecord(variants) ? variants : {});
  return new Map(
    entries.flatMap(([name, value]) => {
      if (isScalar(value)) return [[name, value]];
      const why = 'a flag document serves texts, numbers and booleans';
      losses.add('dropped', child(child(pointer, 'variants'), name), `variant ${name}, an object`, why);
      return [];
    }),
  );
}

/** Who owns the flag and until when it stays; without a day it is permanent, as flags of flagd are. */
function metadataOf({ metadata }: Fields, pointer: string, losses: LossList): Fields {
  const given = isRecord(metadata) ? metadata : {};
  const kept = new Map<string, unknown>();
  for (const [name, text] of Object.entries(given)) {
    const isText = TEXTS.some((known) => known === name) && typeof text === 'string';
    const isDay = name === 'cleanup_by' && typeof text === 'string' && parseDay(text) !== undefined;
    if (isText || isDay) kept.set(name, text);
    else if (name !== 'permanent') {
      const place = child(child(pointer, 'metadata'), name);
      losses.add('dropped', place, `metadata ${name}`, 'a flag document has no such member');
    }
  }
  return { ...Object.fromEntries(kept), ...(!kept.has('cleanup_by') && { permanent: true }) };
}
