/** One problem of a document, placed and explained so that a person can mend it. */
export interface Issue {
  /** `error` refuses the document; `warning` is hygiene. */
  readonly severity: 'error' | 'warning';
  /** Stable kebab-case name of the kind of problem; listed in `docs/errors.md`. */
  readonly code: IssueCode;
  /** JSON pointer (RFC 6901) into the document as given; `''` is the whole document. */
  readonly pointer: string;
  /** What is wrong: lowercase, no period. */
  readonly message: string;
  /** The value found, as JSON shortened to 80 characters; absent when something is missing. */
  readonly found?: string;
  /** What is allowed there. */
  readonly allowed: string;
  /** What to do. */
  readonly fix: string;
}

/** Every kind of problem; each is explained in `docs/errors.md`. Those from `no-owner` on are what `checkHygiene` finds. */
export const ISSUE_CODES = [
  'not-json',
  'too-large',
  'too-deep',
  'too-many-issues',
  'wrong-type',
  'unknown-key',
  'missing-key',
  'bad-format',
  'out-of-range',
  'duplicate',
  'not-allowed',
  'mixed-types',
  'unknown-segment',
  'segment-cycle',
  'unknown-operator',
  'bad-operand',
  'unsafe-pattern',
  'killed-default',
  'bad-split',
  'gate-conflict',
  'candidate-conflict',
  'flags-changed',
  'no-cleanup',
  'no-owner',
  'no-description',
  'no-reason',
  'no-end',
  'cleanup-overdue',
  'cleanup-soon',
  'pin-ended',
] as const;

export type IssueCode = (typeof ISSUE_CODES)[number];

/** An issue in one line that a person can act on; `(document)` stands for the empty pointer. */
export function issueLine({ pointer, message, found, allowed, fix }: Issue): string {
  const shown = found === undefined ? '' : ` (found ${found})`;
  return `${pointer || '(document)'}: ${message}${shown}; allowed: ${allowed}; fix: ${fix}`;
}
