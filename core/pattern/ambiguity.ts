import type { PositionAutomaton } from './position-automaton.ts';
import { rangesOverlap } from './unit-classes.ts';

/**
 * Whether a backtracking engine could take exponential time: some loop of the automaton reads one text in two different ways
 * ("exponential degree of ambiguity", Weber and Seidl 1991; applied to patterns by Weideman et al. 2016).
 */
export function isExponentiallyAmbiguous(automaton: PositionAutomaton): boolean {
  const reachable = automaton.units.map((_, position) => reachableFrom(automaton, position));
  const together = (left: number, right: number): boolean =>
    reachable[left]?.has(right) === true && reachable[right]?.has(left) === true;
  if (hasDoubledLoopEdge(automaton, together)) return true;
  const seen = new Set<number>();
  for (const position of automaton.units.keys()) {
    if (seen.has(position) || !together(position, position)) continue;
    const component = [...automaton.units.keys()].filter((other) => together(position, other));
    for (const member of component) seen.add(member);
    if (hasTwinPaths(automaton, new Set(component))) return true;
  }
  return false;
}

/** One step of a loop that can be taken in two ways, as in `(a+)+`. */
function hasDoubledLoopEdge(
  automaton: PositionAutomaton,
  together: (left: number, right: number) => boolean,
): boolean {
  return automaton.follow.some((next, position) =>
    next.some((target, at) => next.indexOf(target) < at && together(position, target)),
  );
}

/** Two different paths inside one loop that read the same text and meet again, as in `(a|a)*`. */
function hasTwinPaths(automaton: PositionAutomaton, component: ReadonlySet<number>): boolean {
  const size = automaton.units.length;
  const diagonal = [...component].map((position) => position * size + position);
  const forward = walkPairs(diagonal, (pair) => successorPairs(automaton, component, pair));
  const edges = new Map<number, number[]>();
  for (const pair of forward) {
    for (const next of successorPairs(automaton, component, pair)) {
      const into = edges.get(next);
      if (into) into.push(pair);
      else edges.set(next, [pair]);
    }
  }
  const backward = walkPairs(diagonal, (pair) => edges.get(pair) ?? []);
  for (const pair of forward) {
    if (Math.floor(pair / size) !== pair % size && backward.has(pair)) return true;
  }
  return false;
}

function successorPairs(
  automaton: PositionAutomaton,
  component: ReadonlySet<number>,
  pair: number,
): number[] {
  const size = automaton.units.length;
  const pairs: number[] = [];
  for (const left of automaton.follow[Math.floor(pair / size)] ?? []) {
    for (const right of automaton.follow[pair % size] ?? []) {
      if (!component.has(left) || !component.has(right)) continue;
      if (rangesOverlap(automaton.units[left] ?? [], automaton.units[right] ?? []))
        pairs.push(left * size + right);
    }
  }
  return pairs;
}

function walkPairs(start: readonly number[], next: (pair: number) => readonly number[]): Set<number> {
  const seen = new Set(start);
  for (const pair of seen) for (const successor of next(pair)) seen.add(successor);
  return seen;
}

function reachableFrom(automaton: PositionAutomaton, position: number): Set<number> {
  const seen = new Set(automaton.follow[position]);
  for (const reached of seen) for (const next of automaton.follow[reached] ?? []) seen.add(next);
  return seen;
}
