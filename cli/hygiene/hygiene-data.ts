import type { Issue } from '../../core/document/issue.ts';
import type { StaleFinding } from '../../core/hygiene/stale-finding.ts';
import type { Position } from '../documents/positions.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { DocumentSource } from '../sources/sourced-document.ts';
import type { CodeUsage } from './code-usage.ts';
import type { Removal } from './removal-order.ts';

/** What `hygiene --json` prints. */
export interface HygieneData {
  readonly document: DocumentSource;
  /** The day that dates are held against, `YYYY-MM-DD`. */
  readonly today: string;
  /** Days after which a flag without motion or evaluation is stale. */
  readonly days: number;
  /** Line and column where the document is a file. */
  readonly issues: readonly Located<Issue>[];
  readonly stale: readonly Located<StaleFinding>[];
  /** Where `--code` was given. */
  readonly code?: CodeUsage;
  /** Where `--code` was given: flags that are stale or past their date. */
  readonly removals?: readonly Removal[];
}

/** Something that was found, with its place in the file where the document is one. */
export type Located<Found> = Found & Partial<Position>;

/** `strict`: what is only untidy counts as well. */
export function exitCodeOf({ issues, stale, code }: HygieneData, strict = false): ExitCode {
  const isWrong = issues.some(({ severity }) => severity === 'error') || (code?.undefined.length ?? 0) > 0;
  const isUntidy = issues.length > 0 || stale.length > 0 || (code?.unused.length ?? 0) > 0;
  return isWrong || (strict && isUntidy) ? EXIT.findings : EXIT.ok;
}
