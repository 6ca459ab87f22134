import { elementAt } from '../element-at.ts';
import type { PositionAutomaton } from './position-automaton.ts';
import { hasPosition, type PositionSet, positionsIn, unite } from './position-set.ts';
import { includesUnit } from './unit-classes.ts';

/** One top-level alternative, ready to be searched for. */
export interface SearchableBranch {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly automaton: PositionAutomaton;
}

/** Whether the alternative is found in the text. Follows all positions at once; without `^` a match may begin at every character. */
export function isFound({ automaton, fromStart, toEnd }: SearchableBranch, text: string): boolean {
  const { first, last, nullable } = automaton;
  if (nullable && (!fromStart || !toEnd || text === '')) return true;
  let candidates = first;
  for (let at = 0; at < text.length; at++) {
    const reading = reads(automaton, candidates, text.charCodeAt(at));
    const mayEnd = !toEnd || at === text.length - 1;
    if (mayEnd && reading.some((position) => hasPosition(last, position))) return true;
    if (fromStart && reading.length === 0) return false;
    candidates = after(automaton, reading, fromStart);
  }
  return false;
}

/** The candidates that consume this code unit. */
function reads({ units }: PositionAutomaton, candidates: PositionSet, unit: number): readonly number[] {
  return positionsIn(candidates).filter((position) => includesUnit(elementAt(units, position), unit));
}

function after(
  { first, follow }: PositionAutomaton,
  reading: readonly number[],
  fromStart: boolean,
): PositionSet {
  const next = fromStart ? new Int32Array(first.length) : Int32Array.from(first);
  for (const position of reading) unite(next, elementAt(follow, position));
  return next;
}
