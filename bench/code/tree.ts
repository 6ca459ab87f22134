import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { elementAt } from '../../core/element-at.ts';
import { Random } from '../../local/random.ts';

const FLAGS = 50;
/** Of the lines. */
const REFERENCE_SHARE = 0.003;
const DECOY_SHARE = 0.001;

/** Where something was written: `file:line`. */
export type Line = string;

/** A tree of source files, and what was put into it. */
export interface Tree {
  readonly files: readonly string[];
  readonly lines: number;
  readonly bytes: number;
  readonly keys: readonly string[];
  /** Lines with a literal that is a key. */
  readonly references: readonly Line[];
  /** Lines with a key in quotes inside a comment. */
  readonly decoys: readonly Line[];
}

interface Language {
  readonly extension: string;
  /** Of the files, in twentieths. */
  readonly share: number;
  readonly comment: string;
  /** A line of code with two names, a text and a number. */
  readonly lines: readonly ((a: string, b: string, text: string, n: number) => string)[];
  readonly read: (key: string, name: string) => string;
}

const WORDS =
  'account amount answer batch branch buffer cache change client config count customer data delay detail entry error event field filter format group handler header index input invoice item label latency level limit list match message method model name node number offset option order output page parse path payment plan point prompt query queue range rate record region report request result retry route rule sample schema score search segment send server session shape signal source stage state status step store stream summary table target task text time token topic total trace type unit update user value version view window worker'.split(
    ' ',
  );

const C_LIKE = [
  (a: string, b: string, text: string) => `    log.info("${text}", ${a}.${b});`,
  (a: string, b: string, _: string, n: number) => `    if (${a} > ${n} && ${b} != null) {`,
  (a: string, b: string, text: string) => `    ${a}.put("${text}", ${b}); // ${text} of ${a}`,
  () => '    }',
  () => '',
];

const LANGUAGES: readonly Language[] = [
  {
    extension: 'ts',
    share: 8,
    comment: '//',
    lines: [
      (a, b, text) => `  const ${a} = await ${b}.fetch('${text}', { signal });`,
      (a, b, text, n) => `  if (${a}.length > ${n}) throw new Error(\`${text} of \${${b}}\`);`,
      (a, b, text) => `  ${a}.set("${text}", ${b}.map((one) => one.${text}));`,
      (a, b, _, n) => `  const ${a}Share = ${b} / ${n} || 0;`,
      (a, _, text) => `  /** The ${text} of the ${a}. */`,
      () => '  }',
      () => '',
    ],
    read: (key, name) => `  const ${name} = evaluate(document, '${key}', user, now).value;`,
  },
  {
    extension: 'js',
    share: 3,
    comment: '//',
    lines: [
      (a, b, text) => `  const ${a} = require('${text}').${b};`,
      (a, b, text) => `  return ${a}.replace(/["']${text}\\/(\\d+)/g, ${b});`,
      (a, b, text, n) => `  ${a}.push({ ${b}: "${text}", limit: ${n} });`,
      () => '  });',
      () => '',
    ],
    read: (key, name) => `  const ${name} = await client.getStringValue("${key}", 'off', context);`,
  },
  {
    extension: 'py',
    share: 4,
    comment: '#',
    lines: [
      (a, b, text) => `    ${a} = ${b}.get("${text}", None)`,
      (a, _, text, n) => `    if len(${a}) > ${n}: raise ValueError(f"${text} of {${a}['${text}']}")`,
      (a, b, text) => `    """The ${text} of ${a} and ${b}."""`,
      (a, b, text) => `    ${a}.append({'${text}': ${b}})  # ${text}`,
      () => '',
    ],
    read: (key, name) => `    ${name} = client.get_string_value("${key}", "off")`,
  },
  {
    extension: 'java',
    share: 3,
    comment: '//',
    lines: C_LIKE,
    read: (key, name) => `    String ${name} = client.getStringValue("${key}", "off");`,
  },
  {
    extension: 'go',
    share: 2,
    comment: '//',
    lines: [
      ...C_LIKE,
      (a, b, text) => `	${a}, err := ${b}.Query(\`select ${text} from ${a}\`)`,
      () => "	if r == '\"' { return nil, err }",
    ],
    read: (key, name) => `	${name}, err := client.StringValue(ctx, "${key}", "off", evalCtx)`,
  },
];

/** Writes a tree of at least so many lines, about a hundred a file; equal seeds make equal trees. */
export function writeTree(directory: string, leastLines: number, seed: number): Tree {
  const random = new Random(seed);
  const word = (): string => elementAt(WORDS, random.integer(WORDS.length));
  const keys = [...new Set(Array.from({ length: FLAGS * 2 }, () => `${word()}_${word()}_flag`))].slice(
    0,
    FLAGS,
  );
  const [files, references, decoys]: [string[], Line[], Line[]] = [[], [], []];
  let [lines, bytes] = [0, 0];
  while (lines < leastLines) {
    const language = elementAt(DRAWN, random.integer(DRAWN.length));
    const file = `${word()}/${word()}/${word()}_${files.length}.${language.extension}`;
    const length = 20 + random.integer(160);
    const text = Array.from({ length }, (_, at) => {
      const key = elementAt(keys, random.integer(keys.length));
      const draw = random.uniform();
      if (draw < REFERENCE_SHARE) {
        references.push(`${file}:${at + 1}`);
        return language.read(key, word());
      }
      if (draw < REFERENCE_SHARE + DECOY_SHARE) {
        decoys.push(`${file}:${at + 1}`);
        return `${language.comment} once "${key}" was read here`;
      }
      const line = elementAt(language.lines, random.integer(language.lines.length));
      return line(word(), word(), word(), random.integer(1000));
    });
    write(join(directory, file), `${text.join('\n')}\n`);
    files.push(file);
    lines += length;
    bytes += text.join('\n').length + 1;
  }
  return { files, lines, bytes, keys, references, decoys };
}

/** Each language as often as its share. */
const DRAWN = LANGUAGES.flatMap((language) => Array<Language>(language.share).fill(language));

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
