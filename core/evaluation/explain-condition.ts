import type { Condition, FlagDocument, Test } from '../document/flag-document.ts';
import { segmentNamed, segmentsTested } from '../document/segments.ts';
import type { EvaluationContext } from './decision.ts';
import { BUCKETING, PredicateCompiler } from './predicate.ts';

/**
 * One test of a condition, and whether it holds for the unit. Names attributes and operators only: neither what the unit's
 * attribute is nor what the document compares it with, since pins name customers.
 */
export interface AttributeEntry {
  readonly attribute: string;
  /** `equals` for a bare value, `in` for a list, otherwise the operator. */
  readonly operator: string;
  readonly holds: boolean;
  /** The unit lacks the attribute. */
  readonly isMissing: boolean;
}

/** A test of segments, and how it comes about. */
export interface SegmentEntry {
  readonly attribute: 'segment';
  /** `in` for a name or a list of them, otherwise the operator. */
  readonly operator: string;
  readonly holds: boolean;
  readonly segments: readonly ExplainedSegment[];
}

export interface ExplainedSegment {
  readonly segment: string;
  readonly holds: boolean;
  readonly entries: readonly ConditionEntry[];
}

export type ConditionEntry = AttributeEntry | SegmentEntry;

/** Tests of a condition one by one, each operator for itself, those that bucket left out. All hold where the condition holds. */
export function explainCondition(
  condition: Condition,
  segments: FlagDocument['segments'],
  context: EvaluationContext,
): readonly ConditionEntry[] {
  const predicates = new PredicateCompiler(segments);
  // Conditions do not look at the clock; only the end of a pin does.
  const holds = (part: Condition): boolean => predicates.compile(part)(context, 0);

  function entryOf(attribute: string, operator: string, test: Test): ConditionEntry {
    const part = { [attribute]: test };
    if (attribute !== 'segment') {
      const isMissing = !holds({ [attribute]: { exists: true } });
      return { attribute, operator, holds: holds(part), isMissing };
    }
    const tested = segmentsTested(part).map((segment) => explainedSegment(segment));
    return { attribute, operator, holds: holds(part), segments: tested };
  }

  function explainedSegment(segment: string): ExplainedSegment {
    const inner = segmentNamed(segment, segments);
    return { segment, holds: holds(inner), entries: entriesOf(inner) };
  }

  function entriesOf(whole: Condition): readonly ConditionEntry[] {
    return Object.entries(whole)
      .filter(([key]) => !BUCKETING.has(key))
      .flatMap(([attribute, test]) =>
        singleTests(attribute, test).map(([operator, single]) => entryOf(attribute, operator, single)),
      );
  }

  return entriesOf(condition);
}

/** A test taken apart into its operators. */
function singleTests(attribute: string, test: Test): readonly (readonly [string, Test])[] {
  if (Array.isArray(test)) return [['in', test]];
  if (typeof test !== 'object') return [[attribute === 'segment' ? 'in' : 'equals', test]];
  return Object.entries(test).map(([operator, operand]) => [operator, { [operator]: operand }]);
}
