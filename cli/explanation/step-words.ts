import type { ExplainedStep, Placement } from '../../core/evaluation/explain.ts';
import type { ConditionEntry, ExplainedSegment } from '../../core/evaluation/explain-condition.ts';
import { countText } from '../output/count-text.ts';

/** What became of a pin or rule, for a person. Attributes and operators are named, never what they are compared with. */
export function stepWords(step: ExplainedStep): string {
  const { outcome, placement, bucketBy, until, entries } = step;
  switch (outcome) {
    case 'served':
      return [placement ? `served: ${placementWords(placement)}` : 'served', ...testWords(entries)].join(
        '; ',
      );
    case 'killed':
      return placement
        ? `passed over, its arm is killed: ${placementWords(placement)}`
        : 'passed over, its value is killed';
    case 'ended':
      return `ended after ${until}`;
    case 'unbucketed':
      return `passed over, the user has no ${bucketBy}`;
    case 'outside':
      return [`outside: ${placement && placementWords(placement)}`, ...testWords(entries)].join('; ');
    case 'unmet':
      return testWords(entries).join('; ');
    case 'not-reached':
      return 'not reached';
  }
}

function placementWords({ place, parts, from, end, reachedFrom }: Placement): string {
  if (reachedFrom === undefined) {
    return `place ${countText(place)} of ${countText(parts)} is in ${countText(from)} to ${countText(end - 1)}`;
  }
  const bucket = `bucket ${countText(place)} of ${countText(parts)}`;
  if (place < end) return `${bucket} is below ${countText(end)}, in from ${reachedFrom} % on`;
  return `${bucket} is not below ${countText(end)}, in from ${reachedFrom} % on`;
}

/** What does not hold first. */
function testWords(entries: readonly ConditionEntry[]): readonly string[] {
  return [false, true].flatMap((holds) => {
    const words = entries.filter((entry) => entry.holds === holds).map(entryWords);
    return words.length === 0 ? [] : [`${holds ? 'holds' : 'does not hold'}: ${words.join(', ')}`];
  });
}

function entryWords(entry: ConditionEntry): string {
  if ('segments' in entry) {
    const operator = entry.operator === 'in' ? '' : ` ${entry.operator}`;
    return `segment${operator} ${entry.segments.map(segmentWords).join(', ')}`;
  }
  return `${entry.attribute} ${entry.operator}${entry.isMissing ? ' (missing)' : ''}`;
}

function segmentWords({ segment, holds, entries }: ExplainedSegment): string {
  if (holds) return `${segment} (in it)`;
  return `${segment} (not in it: ${entries
    .filter((entry) => !entry.holds)
    .map(entryWords)
    .join(', ')})`;
}
