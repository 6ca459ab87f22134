import {
  checkLength,
  checkList,
  type Fields,
  listed,
  repeats,
  reportDuplicate,
  reportLength,
  reportType,
} from './checks.ts';
import type { FlagValue } from './flag-document.ts';
import { child, type IssueList } from './issue-list.ts';
import { LIMITS } from './limits.ts';
import { isScalar } from './parse-condition.ts';

/** Knows which values a flag may serve, and checks each against it. */
export class ServedValues {
  readonly killed: readonly FlagValue[];
  readonly #type: string;
  #allowed: ReadonlySet<unknown> | undefined;
  #allowedWords = '';
  readonly #issues: IssueList;

  constructor(flag: Fields, pointer: string, issues: IssueList) {
    this.#issues = issues;
    this.#type = typeof flag.default;
    // The allowed values themselves are checked while nothing is forbidden yet.
    this.#allowed = undefined;
    const allowed = this.#list(flag.allowed, child(pointer, 'allowed'));
    if (Array.isArray(flag.allowed)) {
      this.#allowed = new Set(allowed);
      this.#allowedWords = listed(allowed);
    }
    this.check(flag.default, child(pointer, 'default'));
    this.killed = this.#list(flag.killed, child(pointer, 'killed'));
    if (this.killed.includes(flag.default as FlagValue)) {
      issues.error({
        code: 'killed-default',
        pointer: child(pointer, 'killed'),
        message: 'the default is killed',
        found: flag.default,
        allowed: 'any value but the default',
        fix: 'change the default first, then kill the value',
      });
    }
  }

  /** Reports a value that is no value, of another type than the default, or not allowed. */
  check(value: unknown, pointer: string): void {
    if (!isScalar(value)) {
      const words = `a string of at most ${LIMITS.stringCharacters} characters, a number or a boolean`;
      if (typeof value === 'string')
        reportLength(value, pointer, 'the value is too long', words, this.#issues);
      else reportType(value, pointer, 'this is no flag value', words, this.#issues);
      return;
    }
    if (isFlagType(this.#type) && typeof value !== this.#type) {
      this.#issues.error({
        code: 'mixed-types',
        pointer,
        message: `the value is a ${typeof value}, the default a ${this.#type}`,
        found: value,
        allowed: `a ${this.#type}: one type a flag`,
        fix: 'use the type of the default',
      });
      return;
    }
    if (this.#allowed && !this.#allowed.has(value)) {
      this.#issues.error({
        code: 'not-allowed',
        pointer,
        message: 'the value is not among the allowed ones',
        found: value,
        allowed: this.#allowedWords,
        fix: 'use an allowed value, or allow this one',
      });
    }
  }

  #list(input: unknown, pointer: string): readonly FlagValue[] {
    const values = checkList(input, pointer, this.#issues);
    checkLength(values, pointer, this.#issues);
    for (const [at, value] of values.entries()) this.check(value, child(pointer, at));
    for (const at of repeats(values)) reportDuplicate(values[at], child(pointer, at), 'value', this.#issues);
    return values as FlagValue[];
  }
}

function isFlagType(type: string): boolean {
  return type === 'string' || type === 'number' || type === 'boolean';
}
