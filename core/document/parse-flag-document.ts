import { isRecord } from '../record.ts';
import { checkKeys, checkList, checkName, repeats } from './checks.ts';
import { documentForm, flagPointer } from './document-form.ts';
import type { Condition, FlagDocument } from './flag-document.ts';
import { checkGates, gatesOf } from './gates.ts';
import type { Issue } from './issue.ts';
import { child, IssueList } from './issue-list.ts';
import { KEY_PATTERN, LIMITS } from './limits.ts';
import { checkCondition } from './parse-condition.ts';
import { parseFlag } from './parse-flag.ts';
import { checkSegments } from './segments.ts';

/** A document in normal form with its warnings, or everything that is wrong with it (warnings included). */
export type ParsedFlagDocument =
  | { readonly ok: true; readonly value: FlagDocument; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly problems: readonly Issue[] };

export const DOCUMENT_KEYS = ['version', 'segments', 'flags'] as const;
const KEY = new RegExp(KEY_PATTERN);

/**
 * Reads a flag document, or a single flag as a document of one flag (then a clean-up date is only advised). Validator, command line,
 * synth and run time all go through here. Never throws; every issue is reported at once, with JSON pointers into `input`.
 */
export function parseFlagDocument(input: unknown): ParsedFlagDocument {
  const issues = new IssueList();
  if (!isShallow(input)) {
    issues.error({
      code: 'too-deep',
      pointer: '',
      message: 'objects and lists are nested too deeply',
      allowed: `at most ${LIMITS.nesting} levels`,
      fix: 'flatten the document',
    });
    return { ok: false, problems: issues.all() };
  }
  const document =
    isRecord(input) && documentForm(input) === 'single-flag'
      ? parseSingleFlag(input, issues)
      : parseWhole(input, issues);
  if (issues.hasErrors || !document) return { ok: false, problems: issues.all() };
  return { ok: true, value: document, warnings: issues.all() };
}

/** The same from JSON text of at most 2 MB. */
export function parseFlagDocumentText(text: string): ParsedFlagDocument {
  const issues = new IssueList();
  if (text.length > LIMITS.documentCharacters) {
    issues.error({
      code: 'too-large',
      pointer: '',
      message: `the document has ${text.length} characters`,
      allowed: `at most ${LIMITS.documentCharacters}`,
      fix: 'remove what is no longer used, or keep a second set of flags in another AppConfig application',
    });
    return { ok: false, problems: issues.all() };
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    issues.error({
      code: 'not-json',
      pointer: '',
      message: `not JSON: ${(error as SyntaxError).message}`,
      allowed: 'a JSON text',
      fix: 'correct the syntax',
    });
    return { ok: false, problems: issues.all() };
  }
  return parseFlagDocument(input);
}

function parseSingleFlag(
  input: Readonly<Record<string, unknown>>,
  issues: IssueList,
): FlagDocument | undefined {
  const { version, ...flagFields } = input;
  checkVersion(version, false, issues);
  const flag = parseFlag(flagFields, '', 'warning', issues);
  if (!flag || issues.hasErrors) return undefined;
  return checkWhole({ version: 1, segments: {}, flags: [flag] }, () => '', issues);
}

function parseWhole(input: unknown, issues: IssueList): FlagDocument | undefined {
  if (!isRecord(input)) {
    issues.error({
      code: 'wrong-type',
      pointer: '',
      message: 'a flag document is an object',
      found: input,
      allowed: 'an object with version, segments and flags, or a single flag with flag, default and rules',
      fix: 'write an object',
    });
    return undefined;
  }
  checkKeys(input, DOCUMENT_KEYS, '', issues);
  checkVersion(input.version, true, issues);
  const segments = parseSegments(input.segments, issues);
  const list = checkList(input.flags, '/flags', issues);
  const flags = list.map((flag, at) => parseFlag(flag, pointerOf(at), 'error', issues));
  const names = list.map((flag) => (isRecord(flag) && typeof flag.flag === 'string' ? flag.flag : undefined));
  for (const at of repeats(names)) {
    issues.error({
      code: 'duplicate',
      pointer: child(pointerOf(at), 'flag'),
      message: 'the flag is defined twice',
      found: names[at],
      allowed: 'each flag once',
      fix: 'merge or rename them',
    });
  }
  if (issues.hasErrors) return undefined;
  return checkWhole(
    { version: 1, segments, flags: flags.filter((flag) => flag !== undefined) },
    pointerOf,
    issues,
  );
}

/** What only the whole document shows: segments that exist, one flag in motion. */
function checkWhole(
  document: FlagDocument,
  at: (flagIndex: number) => string,
  issues: IssueList,
): FlagDocument {
  checkSegments(document, at, issues);
  checkGates(gatesOf(document, at), issues);
  return document;
}

function pointerOf(flagIndex: number): string {
  return flagPointer('document', flagIndex);
}

function checkVersion(version: unknown, required: boolean, issues: IssueList): void {
  if (version === 1 || (version === undefined && !required)) return;
  issues.error({
    code: version === undefined ? 'missing-key' : 'out-of-range',
    pointer: '/version',
    message: 'this is no version of the document format',
    found: version,
    allowed: '1',
    fix: 'write "version": 1',
  });
}

function parseSegments(input: unknown, issues: IssueList): FlagDocument['segments'] {
  if (input === undefined) return {};
  if (!isRecord(input)) {
    issues.error({
      code: 'wrong-type',
      pointer: '/segments',
      message: 'segments are an object',
      found: input,
      allowed: 'an object of conditions by name',
      fix: 'write {"name": {condition}}',
    });
    return {};
  }
  for (const [name, condition] of Object.entries(input)) {
    const pointer = child('/segments', name);
    checkName(name, pointer, KEY, KEY_PATTERN, issues);
    checkCondition(condition, pointer, 'segment', issues);
  }
  return input as Readonly<Record<string, Condition>>;
}

/** Also false for a value that contains itself. */
function isShallow(input: unknown, depth = 0): boolean {
  if (typeof input !== 'object' || input === null) return true;
  return depth < LIMITS.nesting && Object.values(input).every((member) => isShallow(member, depth + 1));
}
