import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExponentiallyAmbiguous } from '../../../core/pattern/ambiguity.ts';
import { parsePattern } from '../../../core/pattern/parse-pattern.ts';
import { buildAutomaton, type PositionAutomaton } from '../../../core/pattern/position-automaton.ts';
import { hasPosition, positionsIn } from '../../../core/pattern/position-set.ts';
import { includesUnit } from '../../../core/pattern/unit-classes.ts';

const LETTERS = ['a', 'b'];

function automatonOf(pattern: string): PositionAutomaton {
  const [branch] = parsePattern(pattern);
  if (!branch) throw new Error('no alternative');
  return buildAutomaton(branch.body);
}

/** Steps of the automaton that read a letter, each as often as it can be taken. */
function stepsOn(
  automaton: PositionAutomaton,
  letter: string,
): readonly (readonly [number, number, number])[] {
  return automaton.units.flatMap((_, from) =>
    positionsIn(automaton.follow[from] ?? new Int32Array()).flatMap((to) => {
      const twice = hasPosition(automaton.followTwice[from] ?? new Int32Array(), to);
      return includesUnit(automaton.units[to] ?? [], letter.charCodeAt(0))
        ? [[from, to, twice ? 2 : 1] as const]
        : [];
    }),
  );
}

/**
 * Whether some position leads back to itself in two ways that read one text of at most `length` letters: the definition itself, by
 * counting the ways for every text.
 */
function hasTwoLoopsOverOneText(automaton: PositionAutomaton, length: number): boolean {
  const steps = new Map(LETTERS.map((letter) => [letter, stepsOn(automaton, letter)]));
  const explore = (start: number, ways: ReadonlyMap<number, number>, left: number): boolean => {
    if ((ways.get(start) ?? 0) > 1) return true;
    if (left === 0 || ways.size === 0) return false;
    return LETTERS.some((letter) => {
      const next = new Map<number, number>();
      for (const [from, to, times] of steps.get(letter) ?? [])
        next.set(to, (next.get(to) ?? 0) + times * (ways.get(from) ?? 0));
      return explore(start, new Map([...next].filter(([, count]) => count > 0)), left - 1);
    });
  };
  return [...automaton.units.keys()].some((start) => explore(start, new Map([[start, 1]]), length));
}

const SMALL_PATTERN = fc.letrec<{ sequence: string; atom: string }>((tie) => ({
  atom: fc
    .tuple(
      fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'b', '[ab]'),
        tie('sequence').map((inner) => `(${inner})`),
        fc.tuple(tie('sequence'), tie('sequence')).map(([left, right]) => `(${left}|${right})`),
      ),
      fc.constantFrom('', '', '*', '+', '?', '{2}'),
    )
    .map((parts) => parts.join('')),
  sequence: fc.array(tie('atom'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
})).sequence;

describe('isExponentiallyAmbiguous', () => {
  it('agrees with counting the ways through every short text', () => {
    const seen = { yes: 0, no: 0 };
    fc.assert(
      fc.property(SMALL_PATTERN, (pattern) => {
        fc.pre(pattern.length < 20);
        const automaton = automatonOf(pattern);
        fc.pre(automaton.units.length <= 5);
        const found = isExponentiallyAmbiguous(automaton);
        // Nine letters show nearly every ambiguity of five positions; a claim that they do not is given more.
        const lengths = found ? [5, 9, 16] : [9];
        const expected = lengths.some((length) => hasTwoLoopsOverOneText(automaton, length));
        seen[expected ? 'yes' : 'no'] += 1;
        expect(found, pattern).toBe(expected);
      }),
      { numRuns: 300, maxSkipsPerRun: 100 },
    );
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(2);
  });

  it('leaves alone what costs a power of the length at most', () => {
    for (const pattern of ['.*.*.*x', 'a*a*a*b', '(a|b)*a(a|b)*', '(a*){3}'])
      expect(isExponentiallyAmbiguous(automatonOf(pattern)), pattern).toBe(false);
  });
});
