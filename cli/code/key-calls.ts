import type { LiteralCall } from './calls.ts';
import type { Language } from './language.ts';

/** A call that reads a flag, and which of its arguments is the key. */
interface KeyCall {
  readonly names: string;
  readonly argument: number;
  readonly keyword?: string;
  /** Called on a client; or, without one, as a function by itself. */
  readonly isMember?: boolean;
}

const OPEN_FEATURE = 'get(?:Boolean|String|Number|Integer|Double|Object)(?:Value|Details)';
/** Ours: `evaluate(document, 'key', context, now)`. */
const EVALUATE: KeyCall = { names: 'evaluate(?:Control)?', argument: 1, isMember: false };

/** Calls that read a flag: ours, and those of OpenFeature's SDKs (openfeature.dev, Evaluation API). */
const KEY_CALLS: Readonly<Record<Language['name'], readonly KeyCall[]>> = {
  javascript: [EVALUATE, { names: OPEN_FEATURE, argument: 0 }],
  java: [{ names: OPEN_FEATURE, argument: 0 }],
  python: [
    {
      names: 'get_(?:boolean|string|integer|float|object)_(?:value|details)(?:_async)?',
      argument: 0,
      keyword: 'flag_key',
    },
  ],
  go: [{ names: '(?:Boolean|String|Int|Float|Object)Value(?:Details)?', argument: 1 }],
};

const ANY_NAME = Object.values(KEY_CALLS)
  .flat()
  .map(({ names }) => names);

/** Tells the keys of flags that code reads from other literals. */
export class KeyCalls {
  readonly #more: ReadonlySet<string>;
  readonly #mentions: RegExp;
  readonly #byLanguage: ReadonlyMap<Language['name'], readonly (readonly [RegExp, KeyCall])[]>;

  /** `more`: names of further functions that read a flag; the first literal among the arguments is the key. */
  constructor(more: readonly string[]) {
    this.#more = new Set(more);
    const literally = more.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    this.#mentions = new RegExp(`(?:${[...ANY_NAME, ...literally].join('|')})[\\s<(]`);
    const languages = Object.keys(KEY_CALLS) as Language['name'][];
    this.#byLanguage = new Map(
      languages.map((name) => [
        name,
        KEY_CALLS[name].map((call) => [new RegExp(`^(?:${call.names})$`), call] as const),
      ]),
    );
  }

  /** Whether a text may hold such a call at all. */
  mayBeIn(text: string): boolean {
    return this.#mentions.test(text);
  }

  /** Whether the literal in this place is the key of a flag that is read. */
  isKey(call: LiteralCall, language: Language['name']): boolean {
    if (this.#more.has(call.name)) return call.isFirstLiteral;
    const known = this.#byLanguage.get(language) ?? [];
    return known.some(([names, expected]) => names.test(call.name) && isIn(call, expected));
  }
}

/** All of these calls have a default or a context behind the key: `getStringValue("title")` alone is none of them. */
function isIn(call: LiteralCall, { argument, keyword, isMember = true }: KeyCall): boolean {
  if (call.keyword !== undefined) return call.keyword === keyword;
  if (!isMember && call.isMember) return false;
  return call.argument === argument && call.hasNext;
}
