import { checkKeys, checkName, reportType } from '../document/checks.ts';
import { characters, parseDocumentText } from '../document/document-text.ts';
import type { Issue } from '../document/issue.ts';
import { child, IssueList } from '../document/issue-list.ts';
import { isRecord } from '../record.ts';

import type { Result } from '../result.ts';
import {
  FOREIGN_PLACEHOLDER_PATTERN,
  PASSAGES_PLACEHOLDER,
  PROMPT_LIMITS,
  PROMPT_VERSION_PATTERN,
  type Prompt,
  type PromptDocument,
} from './prompt-document.ts';

const VERSION = new RegExp(PROMPT_VERSION_PATTERN);
const FOREIGN_PLACEHOLDER = new RegExp(FOREIGN_PLACEHOLDER_PATTERN);

/** Parses a prompt document given as JSON text; a text over {@link PROMPT_LIMITS} is refused unread. */
export function parsePromptDocumentText(text: string): Result<PromptDocument, Issue> {
  const limit = {
    most: PROMPT_LIMITS.documentCharacters,
    fix: 'remove the prompt versions that no flag serves',
  };
  return parseDocumentText(text, limit, parsePromptDocument);
}

/** Parses a prompt document; every issue is reported at once, with JSON pointers into `input`. Never throws. */
export function parsePromptDocument(input: unknown): Result<PromptDocument, Issue> {
  const issues = new IssueList();
  const prompts = new Map<string, Prompt>();
  if (isRecord(input)) {
    const { version, prompts: byVersion } = input;
    checkKeys(input, ['version', 'prompts'], '', issues);
    if (version !== 1)
      reportType(version, '/version', 'this is no version of the document format', '1', issues);
    readPrompts(byVersion, prompts, issues);
  } else {
    reportType(input, '', 'a prompt document is an object', '{ "version": 1, "prompts": { … } }', issues);
  }
  return issues.hasErrors
    ? { ok: false, problems: issues.all() }
    : { ok: true, value: { version: 1, prompts } };
}

function readPrompts(input: unknown, prompts: Map<string, Prompt>, issues: IssueList): void {
  if (!isRecord(input)) {
    reportType(input, '/prompts', 'prompts are an object', '{ "v1": { "system": "…" } }', issues);
    return;
  }
  const versions = Object.keys(input);
  if (versions.length === 0 || versions.length > PROMPT_LIMITS.prompts) {
    issues.error({
      code: 'out-of-range',
      pointer: '/prompts',
      message: `there are ${versions.length} prompts`,
      allowed: `1 to ${PROMPT_LIMITS.prompts}`,
      fix: 'keep the versions that a flag serves',
    });
  }
  for (const version of versions) {
    const pointer = child('/prompts', version);
    checkName(version, pointer, VERSION, PROMPT_VERSION_PATTERN, issues);
    const system = readPrompt(input[version], pointer, issues);
    if (system !== undefined) prompts.set(version, { system });
  }
}

function readPrompt(input: unknown, pointer: string, issues: IssueList): string | undefined {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a prompt is an object', '{ "system": "…" }', issues);
    return undefined;
  }
  const { system } = input;
  checkKeys(input, ['system'], pointer, issues);
  const at = child(pointer, 'system');
  if (typeof system !== 'string') {
    reportType(system, at, 'a system prompt is a string', 'a string', issues);
    return undefined;
  }
  checkSystem(system, at, issues);
  return system;
}

function checkSystem(system: string, pointer: string, issues: IssueList): void {
  const length = characters(system);
  if (!/\S/.test(system) || length > PROMPT_LIMITS.systemCharacters) {
    issues.error({
      code: 'out-of-range',
      pointer,
      message: `the system prompt is blank or too long: ${length} characters`,
      allowed: `1 to ${PROMPT_LIMITS.systemCharacters} characters, not only white space`,
      fix: 'write the instructions for the model',
    });
  }
  const foreign = FOREIGN_PLACEHOLDER.exec(system);
  if (foreign === null) return;
  issues.error({
    code: 'bad-format',
    pointer,
    message: 'there is no such placeholder',
    found: system.slice(foreign.index, foreign.index + 40),
    allowed: PASSAGES_PLACEHOLDER,
    fix: `write ${PASSAGES_PLACEHOLDER} where the passages go, without spaces, and no other double braces`,
  });
}
