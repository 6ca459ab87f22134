/** How one kind of string literal is written. */
export interface StringSyntax {
  readonly open: string;
  readonly close: string;
  /** Whether it may go over lines. One that may not and does was no literal. */
  readonly multiline?: boolean;
  /** Whether a backslash takes the next character along; also so in raw strings of Python. */
  readonly escapes?: boolean;
  /** What opens code inside, which ends at the matching brace. */
  readonly interpolation?: '${' | '{';
}

/** What the scanner has to know of a language to tell literals from comments and code. */
export interface Language {
  readonly name: 'javascript' | 'python' | 'java' | 'go';
  readonly extensions: readonly string[];
  readonly lineComment: string;
  readonly blockComment?: readonly [open: string, close: string];
  /** Longer openings first. */
  readonly strings: readonly StringSyntax[];
  /** Strings that carry a prefix, such as `f"…"`, by the prefix in lower case. */
  readonly prefixed?: ReadonlyMap<string, readonly StringSyntax[]>;
  /** Whether a slash may open a regular expression, and text between tags may hold an apostrophe. */
  readonly isJavaScript?: boolean;
}

const DOUBLE = { open: '"', close: '"', escapes: true } as const;
const SINGLE = { open: "'", close: "'", escapes: true } as const;
const TRIPLE_DOUBLE = { open: '"""', close: '"""', escapes: true, multiline: true } as const;
const TRIPLE_SINGLE = { open: "'''", close: "'''", escapes: true, multiline: true } as const;
const BLOCK = ['/*', '*/'] as const;

const PYTHON_STRINGS: readonly StringSyntax[] = [TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE];
const FORMATTED = PYTHON_STRINGS.map((syntax) => ({ ...syntax, interpolation: '{' as const }));

/** TypeScript and JavaScript, Python, Java and Go. */
export const LANGUAGES: readonly Language[] = [
  {
    name: 'javascript',
    extensions: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
    lineComment: '//',
    blockComment: BLOCK,
    strings: [DOUBLE, SINGLE, { open: '`', close: '`', escapes: true, multiline: true, interpolation: '${' }],
    isJavaScript: true,
  },
  {
    name: 'python',
    extensions: ['py', 'pyi'],
    lineComment: '#',
    strings: PYTHON_STRINGS,
    prefixed: new Map([
      ...['r', 'u', 'b', 'br', 'rb'].map((prefix) => [prefix, PYTHON_STRINGS] as const),
      ...['f', 'fr', 'rf', 't', 'tr', 'rt'].map((prefix) => [prefix, FORMATTED] as const),
    ]),
  },
  {
    name: 'java',
    extensions: ['java'],
    lineComment: '//',
    blockComment: BLOCK,
    strings: [TRIPLE_DOUBLE, DOUBLE, SINGLE],
  },
  {
    name: 'go',
    extensions: ['go'],
    lineComment: '//',
    blockComment: BLOCK,
    strings: [DOUBLE, SINGLE, { open: '`', close: '`', multiline: true }],
  },
];

const BY_EXTENSION: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.flatMap((language) => language.extensions.map((extension) => [extension, language] as const)),
);

/** The language of a file by the end of its name; `undefined` for what is not searched. */
export function languageOf(file: string): Language | undefined {
  const dot = file.lastIndexOf('.');
  return dot < 0 ? undefined : BY_EXTENSION.get(file.slice(dot + 1));
}
