import type { ChangedFlag } from '../../core/difference/flag-changes.ts';
import type { ServedDifference } from '../../core/difference/served-difference.ts';
import type { Issue } from '../../core/document/issue.ts';
import type { PlacedIssue } from '../documents/positions.ts';
import type { DocumentSource, FileSource } from '../sources/sourced-document.ts';

/** What `diff --json` prints. */
export interface DiffData {
  readonly deployed: DocumentSource;
  readonly next: FileSource;
  /** Whether the validator would accept the next document where the other one is deployed. */
  readonly mayBeDeployed: boolean;
  /** Why not; with line and column where it is the document itself. Warnings are left to `validate`. */
  readonly issues: readonly (Issue | PlacedIssue)[];
  /** Flags that are different. This and `served` are empty when the next document cannot be read. */
  readonly changes: readonly ChangedFlag[];
  /** Whom both documents were tried on. */
  readonly sample: { readonly users: number; readonly file?: string };
  /** Every flag of either document, and how it serves the sample. */
  readonly served: readonly ServedDifference[];
}
