import { elementAt } from '../element-at.ts';
import { PatternProblem } from './parse-pattern.ts';
import { addPosition, emptySet, hasPosition, type PositionSet, setOf } from './position-set.ts';
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
  /** Positions that may come first. */
  readonly first: PositionSet;
  /** Positions that may come after each position. */
  readonly follow: readonly PositionSet[];
  /** Those of them that are reached in two ways. */
  readonly followTwice: readonly PositionSet[];
  /** Positions after which a match may end. */
  readonly last: PositionSet;
  /** Whether the empty text matches. */
  readonly nullable: boolean;
}

/** Part of a pattern while the automaton is built. */
interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const EMPTY: Fragment = { first: [], last: [], nullable: true };

/** @throws PatternProblem when the pattern needs more than {@link MAX_POSITIONS} positions. */
export function buildAutomaton(node: PatternNode): PositionAutomaton {
  return new AutomatonBuilder().automaton(node);
}

class AutomatonBuilder {
  readonly #units: (readonly UnitRange[])[] = [];
  readonly #follow: PositionSet[] = [];
  readonly #followTwice: PositionSet[] = [];

  automaton(node: PatternNode): PositionAutomaton {
    const { first, last, nullable } = this.#build(node);
    return {
      units: this.#units,
      first: setOf(MAX_POSITIONS, first),
      follow: this.#follow,
      followTwice: this.#followTwice,
      last: setOf(MAX_POSITIONS, last),
      nullable,
    };
  }

  #build(part: PatternNode): Fragment {
    switch (part.kind) {
      case 'units':
        return this.#position(part.ranges);
      case 'sequence':
        return part.parts.reduce<Fragment>((before, next) => this.#join(before, this.#build(next)), EMPTY);
      case 'choice':
        return part.options
          .map((option) => this.#build(option))
          .reduce((left, right) => ({
            first: [...left.first, ...right.first],
            last: [...left.last, ...right.last],
            nullable: left.nullable || right.nullable,
          }));
      case 'repeat':
        return this.#repeat(part.body, part.min, part.max);
    }
  }

  #position(ranges: readonly UnitRange[]): Fragment {
    const position = this.#units.length;
    if (position >= MAX_POSITIONS)
      throw new PatternProblem(`needs more than ${MAX_POSITIONS} positions: shorten it or count less`);
    this.#units.push(ranges);
    this.#follow.push(emptySet(MAX_POSITIONS));
    this.#followTwice.push(emptySet(MAX_POSITIONS));
    return { first: [position], last: [position], nullable: false };
  }

  #join(left: Fragment, right: Fragment): Fragment {
    this.#connect(left.last, right.first);
    return {
      first: left.nullable ? [...left.first, ...right.first] : left.first,
      last: right.nullable ? [...left.last, ...right.last] : right.last,
      nullable: left.nullable && right.nullable,
    };
  }

  /** x{2,4} = x x (x (x)?)?, x{2,} = x x+. */
  #repeat(body: PatternNode, min: number, max: number): Fragment {
    if (max === 0) return EMPTY;
    const before = this.#units.length;
    const once = this.#build(body);
    // Without this, empty groups counted inside one another would be built 100^16 times.
    if (this.#units.length === before) return once;
    const isEndless = max === Number.POSITIVE_INFINITY;
    const count = isEndless ? Math.max(min, 1) : max;
    const copies = [once, ...Array.from({ length: count - 1 }, () => this.#build(body))];
    const final = elementAt(copies, count - 1);
    if (isEndless) this.#connect(final.last, final.first);
    return copies.reduceRight<Fragment>((tail, copy, at) => {
      const joined = this.#join(copy, tail);
      return at >= min ? { ...joined, nullable: true } : joined;
    }, EMPTY);
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const position of from) {
      const follow = elementAt(this.#follow, position);
      for (const target of to) {
        if (hasPosition(follow, target)) addPosition(elementAt(this.#followTwice, position), target);
        else addPosition(follow, target);
      }
    }
  }
}
