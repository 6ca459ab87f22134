import { checkKeys, checkName, reportType } from '../document/checks.ts';
import { characters, parseDocumentText } from '../document/document-text.ts';
import type { Issue } from '../document/issue.ts';
import { child, IssueList } from '../document/issue-list.ts';
import { isRecord } from '../record.ts';
import type { Result } from '../result.ts';
import {
  type Reference,
  RUBRIC_LIMITS,
  RUBRIC_VERSION_PATTERN,
  type Rubric,
  type RubricDocument,
  SCALES,
  type Scale,
} from './rubric-document.ts';

const VERSION = new RegExp(RUBRIC_VERSION_PATTERN);

/** Parses a rubric document given as JSON text; a text over {@link RUBRIC_LIMITS} is refused unread. */
export function parseRubricDocumentText(text: string): Result<RubricDocument, Issue> {
  const limit = {
    most: RUBRIC_LIMITS.documentCharacters,
    fix: 'remove the rubrics and the references that nobody needs any more',
  };
  return parseDocumentText(text, limit, parseRubricDocument);
}

/** Parses a rubric document; every issue is reported at once, with JSON pointers into `input`. Never throws. */
export function parseRubricDocument(input: unknown): Result<RubricDocument, Issue> {
  const issues = new IssueList();
  const document = read(input, issues);
  return issues.hasErrors ? { ok: false, problems: issues.all() } : { ok: true, value: document };
}

function read(input: unknown, issues: IssueList): RubricDocument {
  if (!isRecord(input)) {
    reportType(input, '', 'a rubric document is an object', '{ "version": 1, "rubrics": { … } }', issues);
    return { version: 1, rubrics: new Map(), references: [] };
  }
  const { version, rubrics, references } = input;
  checkKeys(input, ['version', 'rubrics', 'references'], '', issues);
  if (version !== 1)
    reportType(version, '/version', 'this is no version of the document format', '1', issues);
  return {
    version: 1,
    rubrics: readRubrics(rubrics, issues),
    references: references === undefined ? [] : readReferences(references, issues),
  };
}

function readRubrics(input: unknown, issues: IssueList): ReadonlyMap<string, Rubric> {
  if (!isRecord(input)) {
    reportType(input, '/rubrics', 'rubrics are an object', '{ "v1": { "criteria": "…" } }', issues);
    return new Map();
  }
  const versions = Object.keys(input);
  checkCount(
    versions.length,
    { min: 1, max: RUBRIC_LIMITS.rubrics, pointer: '/rubrics', kind: 'rubrics' },
    issues,
  );
  return new Map(
    versions.map((version) => {
      const pointer = child('/rubrics', version);
      checkName(version, pointer, VERSION, RUBRIC_VERSION_PATTERN, issues);
      return [version, readRubric(input[version], pointer, issues)];
    }),
  );
}

function readRubric(input: unknown, pointer: string, issues: IssueList): Rubric {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a rubric is an object', '{ "criteria": "…" }', issues);
    return { criteria: '', scale: 'one-to-ten' };
  }
  const { criteria, scale = 'one-to-ten' } = input;
  checkKeys(input, ['criteria', 'scale'], pointer, issues);
  const at = child(pointer, 'scale');
  if (!isScale(scale)) reportType(scale, at, 'there is no such scale', SCALES.join(', '), issues);
  const max = RUBRIC_LIMITS.criteriaCharacters;
  return {
    criteria: readText(criteria, child(pointer, 'criteria'), max, issues),
    scale: isScale(scale) ? scale : 'one-to-ten',
  };
}

function isScale(input: unknown): input is Scale {
  return SCALES.some((scale) => scale === input);
}

function readReferences(input: unknown, issues: IssueList): readonly Reference[] {
  if (!Array.isArray(input)) {
    reportType(input, '/references', 'references are a list', '[{ "question": "…", "answer": "…" }]', issues);
    return [];
  }
  const range = { min: 0, max: RUBRIC_LIMITS.references, pointer: '/references', kind: 'references' };
  checkCount(input.length, range, issues);
  return input.map((reference: unknown, index) =>
    readReference(reference, child('/references', index), issues),
  );
}

function readReference(input: unknown, pointer: string, issues: IssueList): Reference {
  if (!isRecord(input)) {
    reportType(input, pointer, 'a reference is an object', '{ "question": "…", "answer": "…" }', issues);
    return { question: '', answer: '' };
  }
  const { question, answer } = input;
  checkKeys(input, ['question', 'answer'], pointer, issues);
  const max = RUBRIC_LIMITS.referenceCharacters;
  return {
    question: readText(question, child(pointer, 'question'), max, issues),
    answer: readText(answer, child(pointer, 'answer'), max, issues),
  };
}

function readText(input: unknown, pointer: string, max: number, issues: IssueList): string {
  if (typeof input !== 'string') {
    reportType(input, pointer, 'this is a text', 'a string', issues);
    return '';
  }
  const length = characters(input);
  if (/\S/.test(input) && length <= max) return input;
  const message = `the text is blank or too long: ${length} characters`;
  const allowed = `1 to ${max} characters, not only white space`;
  issues.error({ code: 'out-of-range', pointer, message, allowed, fix: 'write it, or shorten it' });
  return '';
}

interface CountRange {
  readonly min: number;
  readonly max: number;
  readonly pointer: string;
  readonly kind: string;
}

function checkCount(count: number, { min, max, pointer, kind }: CountRange, issues: IssueList): void {
  if (count >= min && count <= max) return;
  const message = `there are ${count} ${kind}`;
  const fix = 'keep those that are used';
  issues.error({ code: 'out-of-range', pointer, message, allowed: `${min} to ${max}`, fix });
}
