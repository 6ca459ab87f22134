import { documentForm, flagPointer } from '../../core/document/document-form.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Issue } from '../../core/document/issue.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { printedDocument } from '../../core/document/print-flag-document.ts';
import { segmentsReached } from '../../core/document/segments.ts';
import { readJsonText, withoutMark } from '../documents/json-text.ts';
import type { Effect, FormatName, Loss, ReadFlags } from './format.ts';
import { FORMATS } from './formats.ts';
import { recognisedFormat } from './recognised-format.ts';
import { rehashed } from './rehash.ts';

export interface ConversionOptions {
  readonly from: FormatName;
  readonly to: FormatName;
  /** Keys of the flags that are wanted; all without it. */
  readonly flags?: readonly string[] | undefined;
  /** Effects on what is served that are put up with. */
  readonly accept: readonly Effect[];
  /** Whether users are dealt anew, by this package's own hash. */
  readonly rehash: boolean;
}

/** What a conversion came to. */
export interface Conversion {
  /** Absent where there is nothing to be written. */
  readonly text?: string;
  /** Keys of the flags that are in the text. */
  readonly converted: readonly string[];
  /** Keys of the flags that are not, although they are in the source and wanted. */
  readonly leftOut: readonly string[];
  /** Keys that are wanted and in no flag of the source. */
  readonly unknown: readonly string[];
  /** Those of reading before those of writing; pointers of the latter are meaningful where the source is a flag document. */
  readonly losses: readonly Loss[];
  readonly issues: ReadFlags['issues'];
  /** What is taken for granted of users, in either format. */
  readonly assumes: readonly string[];
}

/** Says flags in another format; never throws. A flag that would be served otherwise, unaccepted, is left out. */
export function convertFlags(text: string, options: ConversionOptions): Conversion {
  const { from, to, accept } = options;
  const isWanted = ({ flag }: { readonly flag: string }): boolean => options.flags?.includes(flag) ?? true;
  const read = flagsOf(text, from);
  const assumes = [FORMATS[from], FORMATS[to]].flatMap((format) => format.assumes ?? []);
  const source = read.document;
  if (source === undefined) {
    const nothing = { converted: [], leftOut: [], unknown: [], assumes };
    return { ...nothing, losses: read.losses, issues: read.issues };
  }
  const readLosses = read.losses.filter((loss) => isWanted(loss) || loss.flag === '');
  const keys = new Set([...source.flags.map(({ flag }) => flag), ...read.losses.map(({ flag }) => flag)]);
  const unknown = (options.flags ?? []).filter((key) => !keys.has(key));
  const wanted = [...keys].filter((flag) => flag !== '' && isWanted({ flag }));
  const kept = without(source, (flag) => !isWanted({ flag }) || isLost(flag, readLosses, accept));
  const dealt = options.rehash ? rehashed(kept) : { document: kept, losses: [] };
  const writable = without(dealt.document, (flag) => isLost(flag, dealt.losses, accept));
  const first = FORMATS[to].write(writable);
  const document = without(writable, (flag) => isLost(flag, first.losses, accept));
  const converted = document.flags.map(({ flag }) => flag);
  const issues = [...read.issues, ...(to === 'model-rollout' ? issuesOf(document) : [])];
  const isWritten = converted.length > 0 && !issues.some(({ severity }) => severity === 'error');
  return {
    ...(isWritten && { text: FORMATS[to].write(document).text }),
    converted: isWritten ? converted : [],
    leftOut: isWritten ? wanted.filter((flag) => !converted.includes(flag)) : wanted,
    unknown,
    losses: [
      ...readLosses,
      ...placed(dealt.losses, kept, source, text),
      ...placed(first.losses, writable, source, text),
    ],
    issues,
    assumes,
  };
}

/** Flags of a text; of one that has none and is of another format, nothing is told but which. */
function flagsOf(text: string, from: FormatName): ReadFlags {
  const read = FORMATS[from].read(text);
  if (read.document !== undefined && read.document.flags.length > 0) return read;
  const found = recognisedFormat(text) ?? from;
  return found === from ? read : { losses: [], issues: [otherFormat(found, from)] };
}

function otherFormat(found: FormatName, from: FormatName): Issue {
  return {
    ...{ severity: 'error', code: 'wrong-type', pointer: '' },
    message: `these are flags of the format ${found}`,
    allowed: `flags of the format that --from names, ${from}`,
    fix: `say --from ${found}, or give another file`,
  };
}

/** Whether a flag loses more than may be lost of it. */
function isLost(key: string, losses: readonly Loss[], accept: readonly Effect[]): boolean {
  return losses.some(({ flag, effect }) => flag === key && effect !== 'dropped' && !accept.includes(effect));
}

/** Segments stay as far as they are needed, and all of them where every flag stays. */
function without(document: FlagDocument, isGone: (flag: string) => boolean): FlagDocument {
  const flags = document.flags.filter(({ flag }) => !isGone(flag));
  if (flags.length === document.flags.length) return document;
  const conditions = flags.flatMap(({ pins, rules }) =>
    [...pins, ...rules].map(({ condition }) => condition),
  );
  const needed = segmentsReached(conditions, document.segments);
  const segments = Object.entries(document.segments).filter(([name]) => needed.has(name));
  return { version: 1, segments: Object.fromEntries(segments), flags };
}

/** What only the flags together show: one may be in motion. */
function issuesOf(document: FlagDocument): readonly Issue[] {
  const parsed = parseFlagDocument(printedDocument(document, 'document'));
  return parsed.ok
    ? []
    : parsed.problems.filter(({ severity, code }) => severity === 'error' && code !== 'no-cleanup');
}

/** Pointers into what was written, as pointers into the source where that is a flag document. */
function placed(
  losses: readonly Loss[],
  written: FlagDocument,
  source: FlagDocument,
  text: string,
): readonly Loss[] {
  const json = readJsonText(withoutMark(text));
  const form = json.ok ? documentForm(json.value) : 'document';
  return losses.map((loss) => {
    const [, index, rest = ''] = /^\/flags\/(\d+)(.*)$/s.exec(loss.pointer) ?? [];
    const key = index === undefined ? undefined : written.flags[Number(index)]?.flag;
    const at = source.flags.findIndex(({ flag }) => flag === key);
    return at < 0 ? loss : { ...loss, pointer: `${flagPointer(form, at)}${rest}` };
  });
}
