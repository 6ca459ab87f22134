import type { FlagValue } from '../document/flag-document.ts';

/**
 * What changed. Of a flag: `flag` itself, its members, `pin` and `rule` as wholes, the order in which `pins` and `rules`
 * are tried, and a `segment` that it depends on. Of a pin: `pinValue`, `pinUntil`, `pinReason`. Of a rule: `percentage`,
 * `condition` (the rest of it), `value`, `split` (arms and weights), `control`.
 */
export type ChangeSubject =
  | 'flag'
  | 'default'
  | 'disabled'
  | 'allowed'
  | 'killed'
  | 'pin'
  | 'pins'
  | 'pinValue'
  | 'pinUntil'
  | 'pinReason'
  | 'rule'
  | 'rules'
  | 'percentage'
  | 'condition'
  | 'value'
  | 'split'
  | 'control'
  | 'segment'
  | 'description'
  | 'owner'
  | 'cleanup_by'
  | 'permanent';

/** One change of a flag between two documents. What conditions compare with is left out: pins name customers. */
export interface FlagChange {
  readonly subject: ChangeSubject;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Name of the rule or segment; of a pin the attributes that its condition tests, `{}` when it tests none. */
  readonly name?: string;
  /** Before and after, where a value can be told; absent = there was, or is, none. */
  readonly from?: FlagValue;
  readonly to?: FlagValue;
  /** Percentage of a rule that was added or removed, where it has one. */
  readonly percentage?: number;
}

/** The change between two values; none where they are the same. What is `undefined` is not there. */
export function valueChange(
  subject: ChangeSubject,
  from: FlagValue | undefined,
  to: FlagValue | undefined,
  name?: string,
): readonly FlagChange[] {
  if (from === to) return [];
  return [
    {
      subject,
      kind: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
      ...(name !== undefined && { name }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
  ];
}
