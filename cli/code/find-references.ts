import { setImmediate } from 'node:timers/promises';
import type { KeyCalls } from './key-calls.ts';
import { type Language, languageOf } from './language.ts';
import { type SkipReason, SourceReader } from './read-source.ts';
import { type Literal, scanLiterals } from './scan-literals.ts';

/** Where a key stands; line and column from 1, the column in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What was found in source files. */
export interface CodeReferences {
  /** Files that were searched. */
  readonly files: number;
  readonly skipped: readonly { readonly file: string; readonly reason: SkipReason }[];
  /** Places of the string literals that are a key, by key; every key is there. */
  readonly references: ReadonlyMap<string, readonly Place[]>;
  /** Keys that calls read a flag by and that are none of the keys looked for. */
  readonly unknown: ReadonlyMap<string, readonly Place[]>;
}

export interface ReferenceSearch {
  /** Keys of flags, which need no escaping in a regular expression. */
  readonly keys: readonly string[];
  readonly calls: KeyCalls;
  /** Ends the search, which then rejects with its reason. */
  readonly signal: AbortSignal;
}

/** Files between two looks at whether the search is to end. */
const BATCH = 256;
/** A byte order mark as Latin-1; editors do not count it. */
const MARK = '\u00EF\u00BB\u00BF';
/** A literal with one of these is written otherwise than it is. */
const WRITTEN_OTHERWISE = /[\\\n]/;

/** Searches source files for references to flags, and for flags that are read and are none of those. */
export async function findReferences(
  files: readonly string[],
  { keys, calls, signal }: ReferenceSearch,
): Promise<CodeReferences> {
  const search = new Search(keys, calls);
  for (const [index, file] of files.entries()) {
    if (index % BATCH === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    search.file(file);
  }
  return search;
}

/** Only files that have a key between quotes, or a call that reads a flag, are scanned for literals. */
class Search implements CodeReferences {
  files = 0;
  readonly skipped: { file: string; reason: SkipReason }[] = [];
  readonly references: ReadonlyMap<string, Place[]>;
  readonly unknown = new Map<string, Place[]>();
  readonly #reader = new SourceReader();
  readonly #calls: KeyCalls;
  readonly #quotedKey: RegExp;

  constructor(keys: readonly string[], calls: KeyCalls) {
    this.references = new Map(keys.map((key) => [key, []]));
    this.#calls = calls;
    // Without keys the alternatives are none, and nothing is to match.
    this.#quotedKey = new RegExp(`["'\`](?:${keys.length > 0 ? keys.join('|') : '(?!)'})["'\`]`);
  }

  file(file: string): void {
    const source = this.#reader.read(file);
    const language = languageOf(file);
    if ('skipped' in source || language === undefined) {
      if ('skipped' in source) this.skipped.push({ file, reason: source.skipped });
      return;
    }
    this.files += 1;
    const { text } = source;
    if (!this.#quotedKey.test(text) && !this.#calls.mayBeIn(text)) return;
    const places = new Places(file, text);
    for (const literal of scanLiterals(text, language))
      this.#listOf(literal, language)?.push(places.of(literal));
  }

  #listOf({ value, call }: Literal, { name }: Language): Place[] | undefined {
    const known = this.references.get(value);
    if (known || call === undefined || WRITTEN_OTHERWISE.test(value)) return known;
    if (!this.#calls.isKey(call, name)) return undefined;
    const key = utf8(value);
    const list = this.unknown.get(key) ?? [];
    this.unknown.set(key, list);
    return list;
  }
}

/** Lines and columns of one text, asked for in ascending order. */
class Places {
  readonly #file: string;
  readonly #text: string;
  #line = 1;
  #lineStart = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    if (text.startsWith(MARK)) this.#lineStart = MARK.length;
  }

  of({ offset }: Literal): Place {
    for (let end = this.#text.indexOf('\n', this.#lineStart); end >= 0 && end < offset; ) {
      this.#line += 1;
      this.#lineStart = end + 1;
      end = this.#text.indexOf('\n', this.#lineStart);
    }
    const before = utf8(this.#text.slice(this.#lineStart, offset));
    return { file: this.#file, line: this.#line, column: before.length + 1 };
  }
}

/** What was read as Latin-1 as what it is. */
function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString();
}
