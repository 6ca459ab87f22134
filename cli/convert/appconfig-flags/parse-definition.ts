import { checkKeys, checkName, type Fields, reportType } from '../../../core/document/checks.ts';
import type { Issue } from '../../../core/document/issue.ts';
import { child, IssueList } from '../../../core/document/issue-list.ts';
import { isRecord } from '../../../core/record.ts';
import type { Result } from '../../../core/result.ts';
import { parseDay } from '../../../core/time/iso8601.ts';
import { checkConstraints } from './attribute-constraints.ts';
import {
  DEFINITION_KEY_PATTERN,
  DEFINITION_LIMITS,
  type DefinedFlag,
  type FlagDefinition,
} from './definition.ts';
import { flagValues } from './flag-values.ts';

const KEY = new RegExp(DEFINITION_KEY_PATTERN);
const FLAG_MEMBERS = ['name', 'description', 'attributes', '_createdAt', '_updatedAt', '_deprecation'];

/** Parses the content of a feature-flag profile by AppConfig's schema; reports every problem at once. */
export function parseDefinition(text: string): Result<FlagDefinition, Issue> {
  const issues = new IssueList();
  const input = jsonOf(text, issues);
  const flags = isRecord(input) ? parsed(input, issues) : new Map<string, DefinedFlag>();
  if (input !== undefined && !isRecord(input)) {
    reportType(input, '', 'a definition is an object', 'an object with version, flags, values', issues);
  }
  return issues.hasErrors ? { ok: false, problems: issues.all() } : { ok: true, value: { flags } };
}

function jsonOf(text: string, issues: IssueList): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const fix = 'mend the syntax';
    issues.error({ code: 'not-json', pointer: '', message: 'this is not JSON', allowed: 'JSON', fix });
    return undefined;
  }
}

function parsed(input: Fields, issues: IssueList): ReadonlyMap<string, DefinedFlag> {
  checkKeys(input, ['version', 'flags', 'values'], '', issues);
  if (input.version !== '1') {
    const report = { pointer: '/version', message: 'this is no known version', found: input.version };
    issues.error({ code: 'not-allowed', ...report, allowed: '"1"', fix: 'write "version": "1"' });
  }
  const [definitions, values] = [membersOf(input, 'flags', issues), membersOf(input, 'values', issues)];
  for (const key of Object.keys(values).filter((name) => !Object.hasOwn(definitions, name))) {
    const report = {
      pointer: child('/values', key),
      message: 'there are values of a flag that is not defined',
    };
    const allowed = Object.keys(definitions).join(', ');
    issues.error({ code: 'not-allowed', ...report, found: key, allowed, fix: 'define the flag under flags' });
  }
  return new Map(
    Object.entries(definitions).map(([key, definition]) => [
      key,
      flagOf(key, definition, Object.hasOwn(values, key) ? values[key] : { enabled: false }, issues),
    ]),
  );
}

function membersOf(input: Fields, name: 'flags' | 'values', issues: IssueList): Fields {
  const members = input[name];
  if (members === undefined) return {};
  if (isRecord(members)) return members;
  reportType(members, `/${name}`, 'this is no object', 'an object with a member a flag', issues);
  return {};
}

function flagOf(key: string, definition: unknown, values: unknown, issues: IssueList): DefinedFlag {
  const pointer = child('/flags', key);
  checkName(key, pointer, KEY, DEFINITION_KEY_PATTERN, issues);
  const fields = isRecord(definition) ? definition : {};
  if (!isRecord(definition)) reportType(definition, pointer, 'a flag is an object', 'an object', issues);
  checkKeys(fields, FLAG_MEMBERS, pointer, issues);
  checkText(fields.name, child(pointer, 'name'), DEFINITION_LIMITS.nameCharacters, issues);
  checkText(fields.description, child(pointer, 'description'), DEFINITION_LIMITS.textCharacters, issues);
  const constraints = constraintsOf(fields.attributes, child(pointer, 'attributes'), issues);
  const deprecatedOn = deprecation(fields._deprecation, child(pointer, '_deprecation'), issues);
  return {
    key,
    ...(typeof fields.name === 'string' && { name: fields.name }),
    ...(typeof fields.description === 'string' && { description: fields.description }),
    ...(deprecatedOn !== undefined && { deprecatedOn }),
    constraints,
    ...flagValues(values, constraints, child('/values', key), issues),
  };
}

function constraintsOf(input: unknown, pointer: string, issues: IssueList): ReadonlyMap<string, unknown> {
  if (input === undefined) return new Map();
  if (!isRecord(input)) {
    reportType(input, pointer, 'attributes are an object', 'an object with a member an attribute', issues);
    return new Map();
  }
  const entries = Object.entries(input);
  if (entries.length > DEFINITION_LIMITS.attributes) {
    const allowed = `at most ${DEFINITION_LIMITS.attributes} attributes`;
    const report = { pointer, message: `there are ${entries.length} attributes`, allowed };
    issues.error({ code: 'too-large', ...report, fix: 'remove what is no longer used' });
  }
  return new Map(
    entries.map(([name, attribute]) => {
      const at = child(pointer, name);
      checkName(name, at, KEY, DEFINITION_KEY_PATTERN, issues);
      const constraints = isRecord(attribute) ? attribute.constraints : undefined;
      checkConstraints(constraints, child(at, 'constraints'), issues);
      return [name, constraints];
    }),
  );
}

function deprecation(input: unknown, pointer: string, issues: IssueList): string | undefined {
  if (input === undefined) return undefined;
  const { status = 'planned', date } = isRecord(input) ? input : { status: undefined };
  const isDay = date === undefined || (typeof date === 'string' && parseDay(date) !== undefined);
  if (status === 'planned' && isDay) return date as string | undefined;
  const allowed = '{ "status": "planned", "date": "YYYY-MM-DD" }';
  const report = { pointer, message: 'this is no planned deprecation', found: input, allowed };
  issues.error({ code: 'not-allowed', ...report, fix: 'correct it, or leave it out' });
  return undefined;
}

function checkText(input: unknown, pointer: string, longest: number, issues: IssueList): void {
  if (input === undefined || (typeof input === 'string' && input.length <= longest)) return;
  const report = { pointer, message: 'this is no text of the right length', found: input };
  const allowed = `a text of at most ${longest} characters`;
  issues.error({ code: 'out-of-range', ...report, allowed, fix: 'shorten it' });
}
