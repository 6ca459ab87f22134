import type { StaleFacts } from '../../core/hygiene/stale-finding.ts';
import type { PlacedIssue, Position } from '../documents/positions.ts';
import type { DocumentSource } from '../sources/sourced-document.ts';

/** What hygiene looks at, and what is known of its use. */
export interface Subject {
  readonly source: DocumentSource;
  readonly facts: Omit<StaleFacts, 'nowMs' | 'days' | 'promptFlag'>;
  /** What the parser found and put up with. */
  readonly warnings: readonly PlacedIssue[];
  /** Where in the file what a JSON pointer names stands; of a file only. */
  readonly positionOf?: (pointer: string) => Position;
}
