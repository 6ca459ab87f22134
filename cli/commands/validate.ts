import { checkHygiene } from '../../core/hygiene/check-hygiene.ts';
import { parsePromptDocumentText } from '../../core/prompts/parse-prompt-document.ts';
import { isRecord } from '../../core/record.ts';
import type { Command } from '../command.ts';
import { readTextFile } from '../documents/document-file.ts';
import { parseDocumentText, plainJson } from '../documents/document-text.ts';
import { type JsonText, readJsonText, withoutMark } from '../documents/json-text.ts';
import type { PlacedIssue } from '../documents/positions.ts';
import { EXIT } from '../exit-code.ts';
import { counted } from '../output/counted.ts';
import type { Screen } from '../output/screen.ts';
import { showIssue } from '../output/show-issue.ts';

/** Options of `validate`. */
export interface ValidateOptions {
  readonly arguments: readonly [files: readonly string[]];
  /** Epoch milliseconds. */
  readonly today?: number;
}

/** What was found in one file. */
export interface ValidatedFile {
  readonly file: string;
  /** What it is by its members; `unknown` where it is no JSON. */
  readonly kind: 'flags' | 'prompts' | 'unknown';
  /** Numbers of issues of either severity. */
  readonly errors: number;
  readonly warnings: number;
  /** In the order in which they were found, which is roughly that of the file. */
  readonly issues: readonly PlacedIssue[];
}

/** What `validate --json` prints. */
export interface ValidateData {
  /** In the order of the arguments. */
  readonly files: readonly ValidatedFile[];
}

/** Everything that is wrong with documents. No file is judged when one of them cannot be read. */
export const validate: Command<ValidateOptions> = async ({ arguments: [paths], today }, { io }) => {
  const texts = await Promise.all(paths.map(async (file) => ({ file, text: await readTextFile(file) })));
  const nowMs = today ?? io.clock.now();
  const data: ValidateData = {
    files: texts.map(({ file, text }) => ({ file, ...validateText(text, nowMs) })),
  };
  const isSound = data.files.every(({ errors }) => errors === 0);
  return { exitCode: isSound ? EXIT.ok : EXIT.findings, data, show: (screen) => show(data, screen) };
};

/** What is wrong with one text, a flag document or a prompt document, on a day (epoch milliseconds). Never throws. */
export function validateText(text: string, nowMs: number): Omit<ValidatedFile, 'file'> {
  const source = withoutMark(text);
  const json = readJsonText(source);
  if (!json.ok) return verdict('unknown', json.problems);
  if (isRecord(json.value) && Object.hasOwn(json.value, 'prompts')) {
    const parsed = parsePromptDocumentText(plainJson(source));
    return verdict('prompts', parsed.ok ? [] : json.positions.place(parsed.problems));
  }
  return verdict('flags', flagIssues(json, nowMs));
}

function flagIssues(json: Extract<JsonText, { readonly ok: true }>, nowMs: number): readonly PlacedIssue[] {
  const parsed = parseDocumentText(json);
  if (!parsed.ok) return parsed.problems;
  return [...parsed.warnings, ...json.positions.place(checkHygiene(parsed.value, nowMs, parsed.form))];
}

function verdict(kind: ValidatedFile['kind'], issues: readonly PlacedIssue[]): Omit<ValidatedFile, 'file'> {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return { kind, errors, warnings: issues.length - errors, issues };
}

const WORDS = { flags: 'flag document', prompts: 'prompt document', unknown: 'no JSON' } as const;

function show({ files }: ValidateData, screen: Screen): void {
  for (const { file, kind, issues } of files) {
    if (issues.length === 0) screen.paragraph(`${file}: ${WORDS[kind]}, no issues`, 2, 0);
    for (const issue of issues) {
      showIssue(issue, `${file}:${issue.line}:${issue.column}`, screen);
      screen.line();
    }
  }
  const errors = files.reduce((sum, file) => sum + file.errors, 0);
  const warnings = files.reduce((sum, file) => sum + file.warnings, 0);
  if (errors + warnings === 0) return;
  screen.paragraph(
    `${counted(errors, 'error')} and ${counted(warnings, 'warning')} in ${counted(files.length, 'file')}`,
  );
}
