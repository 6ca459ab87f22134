import { PatternProblem } from './parse-pattern.ts';
import type { PatternNode, UnitRange } from './syntax-tree.ts';

/** Most positions (characters to match, counted repeats written out) of one alternative. */
export const MAX_POSITIONS = 256;

/**
 * Position automaton of Glushkov (1961): one state for each character of the written-out pattern, no empty moves, so a text is matched
 * in time positions × length whatever the pattern.
 */
export interface PositionAutomaton {
  /** What each position consumes. */
  readonly units: readonly (readonly UnitRange[])[];
  /** Positions that may come first, and after each position; a position listed twice is reached in two ways. */
  readonly first: readonly number[];
  readonly follow: readonly (readonly number[])[];
  /** Whether a match may end after the position. */
  readonly last: readonly boolean[];
  /** Whether the empty text matches. */
  readonly nullable: boolean;
}

interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const EMPTY: Fragment = { first: [], last: [], nullable: true };

/** @throws PatternProblem when the pattern needs more than {@link MAX_POSITIONS} positions. */
export function buildAutomaton(node: PatternNode): PositionAutomaton {
  const units: (readonly UnitRange[])[] = [];
  const follow: number[][] = [];

  function connect(from: readonly number[], to: readonly number[]): void {
    for (const position of from) follow[position]?.push(...to);
  }

  function build(part: PatternNode): Fragment {
    switch (part.kind) {
      case 'units': {
        if (units.length >= MAX_POSITIONS)
          throw new PatternProblem(`needs more than ${MAX_POSITIONS} positions: shorten it or count less`);
        units.push(part.ranges);
        follow.push([]);
        return { first: [units.length - 1], last: [units.length - 1], nullable: false };
      }
      case 'sequence':
        return part.parts.reduce<Fragment>((before, next) => join(before, build(next)), EMPTY);
      case 'choice':
        return part.options.map(build).reduce((left, right) => ({
          first: [...left.first, ...right.first],
          last: [...left.last, ...right.last],
          nullable: left.nullable || right.nullable,
        }));
      case 'repeat':
        return repeat(part.body, part.min, part.max);
    }
  }

  function join(left: Fragment, right: Fragment): Fragment {
    connect(left.last, right.first);
    return {
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
      nullable: left.nullable && right.nullable,
    };
  }

  /** x{2,4} = x x (x (x)?)?, x{2,} = x x+. */
  function repeat(body: PatternNode, min: number, max: number): Fragment {
    if (max === 0) return EMPTY;
    if (max === Number.POSITIVE_INFINITY) return atLeast(body, min);
    let tail = EMPTY;
    const copies = Array.from({ length: max }, () => build(body));
    for (let at = max - 1; at >= 0; at--) {
      const joined = join(copies[at] as Fragment, tail);
      tail = at >= min ? { ...joined, nullable: true } : joined;
    }
    return tail;
  }

  function atLeast(body: PatternNode, min: number): Fragment {
    let before = EMPTY;
    for (let copy = 1; copy < min; copy++) before = join(before, build(body));
    const looped = build(body);
    connect(looped.last, looped.first);
    return join(before, min === 0 ? { ...looped, nullable: true } : looped);
  }

  const whole = build(node);
  const last = units.map(() => false);
  for (const position of whole.last) last[position] = true;
  return { units, first: whole.first, follow, last, nullable: whole.nullable };
}
