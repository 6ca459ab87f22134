import type { Condition, FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { segmentsReached } from '../../core/document/segments.ts';
import type { Loss } from './format.ts';
import type { LossList } from './loss-list.ts';

/** A flag as another format has it, said in ours. */
export interface ForeignFlag {
  /** JSON pointer into the text it was read from. */
  readonly pointer: string;
  /** As a flag document has it; absent where it was refused. */
  readonly flag?: {
    readonly [member: string]: unknown;
    readonly rules: readonly { readonly condition: Condition }[];
  };
  readonly losses: LossList;
}

/** The flags that a document can hold, and the segments that they need; the others are refused, each with the reason. */
export function documentOf(
  foreign: readonly ForeignFlag[],
  segments: FlagDocument['segments'],
): { readonly document: FlagDocument; readonly losses: readonly Loss[] } {
  const accepted: FlagDocument[] = [];
  for (const { pointer, flag, losses } of foreign) {
    if (flag === undefined || losses.isRefused) continue;
    const reached = segmentsReached(conditionsOf(flag), segments);
    const needed = Object.fromEntries(Object.entries(segments).filter(([name]) => reached.has(name)));
    const parsed = parseFlagDocument({ version: 1, segments: needed, flags: [flag] });
    if (parsed.ok) accepted.push(parsed.value);
    else
      for (const { message, allowed } of parsed.problems)
        losses.add('refused', pointer, message, `allowed: ${allowed}`);
  }
  const document: FlagDocument = {
    version: 1,
    segments: Object.assign({}, ...accepted.map((one) => one.segments)),
    flags: accepted.flatMap(({ flags }) => flags),
  };
  return { document, losses: foreign.flatMap(({ losses }) => losses.all()) };
}

function conditionsOf(flag: NonNullable<ForeignFlag['flag']>): readonly Condition[] {
  const pins = Array.isArray(flag.pins) ? (flag.pins as readonly { readonly condition: Condition }[]) : [];
  return [...pins, ...flag.rules].map(({ condition }) => condition);
}
