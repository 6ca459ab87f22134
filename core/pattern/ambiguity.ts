import { elementAt } from '../element-at.ts';
import type { PositionAutomaton } from './position-automaton.ts';
import { hasPosition, intersection, type PositionSet, positionsIn, setOf, unite } from './position-set.ts';
import { rangesOverlap } from './unit-classes.ts';

/**
 * Whether a backtracking engine could take time exponential in the length of a text: some loop of the automaton reads one text in two
 * different ways ("exponential degree of ambiguity", Weber and Seidl 1991; applied to patterns by Weideman et al. 2016). An ambiguity
 * outside loops costs a power of the length at most and is no reason to refuse.
 */
export function isExponentiallyAmbiguous(automaton: PositionAutomaton): boolean {
  const loops = loopsOf(automaton);
  return loops.some((loop) => hasDoubledStep(automaton, loop) || hasTwinPaths(automaton, loop));
}

/** The strongly connected components that have a step inside. */
function loopsOf({ follow, units }: PositionAutomaton): readonly PositionSet[] {
  const reach = closure(follow);
  const loops: PositionSet[] = [];
  for (const position of units.keys()) {
    const forward = elementAt(reach, position);
    if (!hasPosition(forward, position) || loops.some((loop) => hasPosition(loop, position))) continue;
    const back = positionsIn(forward).filter((other) => hasPosition(elementAt(reach, other), position));
    loops.push(setOf(forward.length * 32, back));
  }
  return loops;
}

/** Which positions each position leads to, in any number of steps (Warshall 1962). */
function closure(follow: readonly PositionSet[]): readonly PositionSet[] {
  const reach = follow.map((next) => Int32Array.from(next));
  for (const [middle, onward] of reach.entries()) {
    for (const row of reach) if (hasPosition(row, middle)) unite(row, onward);
  }
  return reach;
}

/** One step of a loop that can be taken in two ways, as in `(a+)+`. */
function hasDoubledStep({ followTwice }: PositionAutomaton, loop: PositionSet): boolean {
  return positionsIn(loop).some((position) =>
    intersection(elementAt(followTwice, position), loop).some((word) => word !== 0),
  );
}

/**
 * Two different paths inside one loop that read the same text and meet again, as in `(a|a)*`: pairs of positions are followed from
 * where both are the same until a pair of two different ones steps onto one position.
 */
function hasTwinPaths(automaton: PositionAutomaton, loop: PositionSet): boolean {
  const { follow, units } = automaton;
  const size = units.length;
  const alike = units.map((ranges) =>
    setOf(
      loop.length * 32,
      [...units.keys()].filter((other) => rangesOverlap(ranges, elementAt(units, other))),
    ),
  );
  const pairs = new Set(positionsIn(loop).map((position) => position * size + position));
  for (const pair of pairs) {
    const [left, right] = [Math.floor(pair / size), pair % size];
    const rightSteps = intersection(elementAt(follow, right), loop);
    for (const next of positionsIn(intersection(elementAt(follow, left), loop))) {
      const partners = intersection(rightSteps, elementAt(alike, next));
      if (left !== right && hasPosition(partners, next)) return true;
      for (const partner of positionsIn(partners)) pairs.add(next * size + partner);
    }
  }
  return false;
}
