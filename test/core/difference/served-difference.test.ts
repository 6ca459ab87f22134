import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ServedDifference, servedDifference } from '../../../core/difference/served-difference.ts';
import type { EvaluationContext } from '../../../core/evaluation/decision.ts';
import { context, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, aPercentage, compiled } from '../../helpers/flag-documents.ts';

const USERS = Array.from({ length: 2000 }, (_, at) => ({ user_id: `user-${at + 1}` }));

/** Of the flag `m`. */
function difference(
  before: unknown,
  after: unknown,
  users: readonly EvaluationContext[] = USERS,
): ServedDifference {
  const all = servedDifference(compiled(before), compiled(after), users, 0);
  const found = all.find(({ flag }) => flag === 'm');
  if (found === undefined) throw new Error('there is no flag m');
  return found;
}

function canary(percentage: number): unknown {
  return aFlag({ rules: [aPercentage(percentage)] });
}

describe('the difference that users see', () => {
  it('is none between a document and itself', () => {
    fc.assert(
      fc.property(validDocument, fc.array(context, { maxLength: 5 }), (input, users) => {
        const document = compiled(input);
        for (const { moves, becoming } of servedDifference(document, document, users, 0)) {
          expect(moves).toEqual([]);
          expect(becoming).toEqual({ candidate: 0, control: 0, none: 0 });
        }
      }),
    );
  });

  it('counts every user once, with a role or without', () => {
    fc.assert(
      fc.property(validDocument, validDocument, fc.array(context, { maxLength: 5 }), (one, other, users) => {
        for (const { roles, moves } of servedDifference(compiled(one), compiled(other), users, 0)) {
          for (const { candidate, control, none } of Object.values(roles)) {
            expect(candidate + control + none).toBe(users.length);
          }
          expect(moves.reduce((sum, move) => sum + move.users, 0)).toBeLessThanOrEqual(users.length);
        }
      }),
    );
  });

  it('moves some users to the candidate and nobody away from it when the percentage grows', () => {
    const { moves, becoming, roles } = difference(canary(10), canary(25));
    expect(moves).toEqual([{ from: 'old', to: 'new', users: becoming.candidate }]);
    expect(becoming).toMatchObject({ control: 0, none: 0 });
    expect(roles.next.candidate - roles.deployed.candidate).toBe(becoming.candidate);
    expect(becoming.candidate / USERS.length).toBeCloseTo(0.15, 1);
  });

  it('takes everybody out of the comparison when the candidate is promoted', () => {
    const { moves, becoming } = difference(canary(10), aFlag({ default: 'new' }));
    expect(becoming).toEqual({ candidate: 0, control: 0, none: USERS.length });
    expect(moves).toMatchObject([{ from: 'old', to: 'new' }]);
  });

  it('lists the largest move first', () => {
    const rules = [{ condition: { plan: 'gold' }, value: 'gold' }];
    const users = ['gold', 'none', 'none'].map((plan) => ({ plan }));
    expect(difference(aFlag({ rules }), aFlag({ default: 'new' }), users).moves).toEqual([
      { from: 'old', to: 'new', users: 2 },
      { from: 'gold', to: 'new', users: 1 },
    ]);
  });

  it('names no value where there is no flag', () => {
    const both = aDocument([aFlag(), aFlag({ flag: 'other' })]);
    const [, gone] = servedDifference(compiled(both), compiled(aDocument([aFlag()])), USERS, 0);
    expect(gone).toMatchObject({ flag: 'other', moves: [{ from: 'old', users: USERS.length }] });
    expect(gone?.moves[0]).not.toHaveProperty('to');
    const [, fresh] = servedDifference(compiled(aDocument([aFlag()])), compiled(both), USERS, 0);
    expect(fresh?.moves).toEqual([{ to: 'old', users: USERS.length }]);
  });

  it('counts the users whom the next document cannot place', () => {
    const byCustomer = aFlag({ rules: [aPercentage(10, { bucket_by: 'customer_id' })] });
    expect(difference(canary(10), byCustomer).unbucketed).toBe(USERS.length);
    expect(difference(byCustomer, canary(10)).unbucketed).toBe(0);
  });
});
