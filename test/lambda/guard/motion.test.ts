import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { isSameMotion, motionOf } from '../../../lambda/guard/motion.ts';
import { aDocument, aFlag, aPercentage, aSplit, compiled, parsed } from '../../helpers/flag-documents.ts';

function motion(...rules: readonly object[]) {
  return motionOf(parsed(aDocument([aFlag({ rules }), aFlag({ flag: 'quiet' })])));
}

function shareServed(document: object): number {
  const [roles, flags] = [{ candidate: 0, control: 0 }, compiled(document)];
  for (let user = 0; user < 20_000; user += 1) {
    const decision = evaluate(flags, 'm', { user_id: `user-${user}` }, 0);
    if ('role' in decision && decision.role) roles[decision.role] += 1;
  }
  return roles.candidate / (roles.candidate + roles.control);
}

describe('what a document has in motion', () => {
  it('is the flag with a gate, its candidates, the control and their share', () => {
    expect(motion(aPercentage(2.5))).toMatchObject({
      ...{ flag: 'm', candidates: ['new'], controls: ['old'], share: 0.025 },
    });
  });

  it.each([
    ['no rules', []],
    ['a percentage of none', [aPercentage(0)]],
    ['a percentage of all', [aPercentage(100)]],
  ])('is nothing with %s', (_what, rules) => {
    expect(motion(...rules)).toBeUndefined();
  });

  it('has one share where all gates have the same', () => {
    const [first, second] = [aPercentage(10, { plan: 'a' }), { ...aPercentage(10), name: 'rest' }];
    expect(motion(first, second)?.share).toBe(0.1);
    expect(motion(first, { ...aPercentage(20), name: 'rest' })).toMatchObject({
      ...{ flag: 'm', candidates: ['new'], share: undefined },
    });
  });

  it('has the shares that users are served with, whatever arms are killed', () => {
    const split = { ...aSplit(['old', 'a', 'b', 'c']), condition: {} };
    const whole = aDocument([aFlag({ rules: [split] })]);
    const killed = aDocument([aFlag({ rules: [split], killed: ['b'] })]);
    expect(motionOf(parsed(whole))?.share).toBe(0.75);
    expect(motionOf(parsed(killed))).toMatchObject({ flag: 'm', candidates: ['a', 'c'], share: 2 / 3 });
    expect(Math.abs(shareServed(whole) - 0.75)).toBeLessThan(0.015);
    expect(Math.abs(shareServed(killed) - 2 / 3)).toBeLessThan(0.015);
  });
});

describe('the same motion', () => {
  const [five, ten] = [motion(aPercentage(5)), motion(aPercentage(10))];
  const other = motion(aPercentage(5, {}, 'newer'));
  const arms = motion(aSplit(['old', 'a', 'b']));

  it('goes on with another share', () => {
    expect(five && ten && isSameMotion(five, ten)).toBe(true);
  });

  it('ends with another candidate, another flag or an arm more', () => {
    if (!five || !other || !arms) throw new Error('nothing in motion');
    expect(isSameMotion(five, other)).toBe(false);
    expect(isSameMotion(five, { ...five, flag: 'n' })).toBe(false);
    expect(isSameMotion(arms, { ...arms, candidates: ['a'] })).toBe(false);
    expect(isSameMotion(arms, { ...arms, candidates: ['b', 'a'] })).toBe(true);
  });
});
