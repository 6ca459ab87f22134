import { expect, it } from 'vitest';
import { alternatingRounds } from '../../bench/rounds.ts';

it('runs every variant once a round, in reversed order every other round', () => {
  const ran: string[] = [];
  alternatingRounds(['a', 'b', 'c'], 3, (variant) => ran.push(variant));
  expect(ran.join('')).toBe('abccbaabc');
});

it('gives the reports of a variant in the order of the rounds', () => {
  let call = 0;
  const reports = alternatingRounds(['a', 'b'], 3, (variant) => `${variant}${call++}`);
  expect([...reports]).toEqual([
    ['a', ['a0', 'a3', 'a4']],
    ['b', ['b1', 'b2', 'b5']],
  ]);
});
