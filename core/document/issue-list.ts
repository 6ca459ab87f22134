import type { Issue, IssueCode } from './issue.ts';
import { LIMITS } from './limits.ts';

/** What one report says; the list adds severity and shortens `found`. */
export interface Report {
  readonly code: IssueCode;
  readonly pointer: string;
  readonly message: string;
  /** The offending value itself; leave out what is missing. */
  readonly found?: unknown;
  readonly allowed: string;
  readonly fix: string;
}

const FOUND_CHARACTERS = 80;

/** Collects every issue of one document, at most {@link LIMITS.issues} of them. */
export class IssueList {
  readonly #issues: Issue[] = [];
  #dropped = 0;
  #hasErrors = false;

  error(report: Report): void {
    this.add(issueOf('error', report));
  }

  warning(report: Report): void {
    this.add(issueOf('warning', report));
  }

  /** Takes an issue that was reported elsewhere. */
  add(issue: Issue): void {
    this.#hasErrors ||= issue.severity === 'error';
    if (this.#issues.length < LIMITS.issues) this.#issues.push(issue);
    else this.#dropped += 1;
  }

  /** Also of issues that are no longer listed. */
  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** In the order of discovery, which is the document's. */
  all(): readonly Issue[] {
    if (this.#dropped === 0) return this.#issues;
    const rest: Issue = {
      severity: this.#hasErrors ? 'error' : 'warning',
      code: 'too-many-issues',
      pointer: '',
      message: `${this.#dropped} more issues are not listed`,
      allowed: `up to ${LIMITS.issues} issues are listed`,
      fix: 'mend the listed ones first',
    };
    return [...this.#issues, rest];
  }
}

function issueOf(severity: Issue['severity'], { found, ...report }: Report): Issue {
  return { severity, ...report, ...(found === undefined ? {} : { found: shortened(found) }) };
}

/** Pointer to a member: RFC 6901 escapes `~` and `/`. */
export function child(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value as JSON of at most 80 characters; what is not JSON gets its kind. */
export function shortened(found: unknown): string {
  const text = describe(found);
  return text.length <= FOUND_CHARACTERS ? text : `${text.slice(0, FOUND_CHARACTERS - 1)}…`;
}

/** JSON where there is one; big integers, functions and cycles get their kind. */
function describe(found: unknown): string {
  // A report on a huge text must not cost a copy of it.
  if (typeof found === 'string') return JSON.stringify(found.slice(0, FOUND_CHARACTERS));
  if (typeof found === 'bigint') return `${found}n`;
  try {
    return JSON.stringify(found) ?? `(${typeof found})`;
  } catch {
    return '(a value that is not JSON)';
  }
}
