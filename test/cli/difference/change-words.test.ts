import { describe, expect, it } from 'vitest';
import { changeWords } from '../../../cli/difference/change-words.ts';
import type { FlagChange } from '../../../core/difference/flag-change.ts';

const CASES: readonly (readonly [FlagChange, string])[] = [
  [{ subject: 'flag', kind: 'added', to: 4 }, 'the flag is added, its default is 4'],
  [{ subject: 'flag', kind: 'removed', from: 'x' }, 'the flag is removed, its default was x'],
  [{ subject: 'default', kind: 'changed', from: 'a', to: 'b' }, 'default a → b'],
  [
    { subject: 'disabled', kind: 'changed', from: false, to: true },
    'disabled: everybody is served the default',
  ],
  [{ subject: 'disabled', kind: 'changed', from: true, to: false }, 'no longer disabled'],
  [{ subject: 'allowed', kind: 'added', to: 'a' }, 'a is allowed'],
  [{ subject: 'allowed', kind: 'removed', from: 'a' }, 'a is no longer allowed'],
  [{ subject: 'allowed', kind: 'added' }, 'only listed values are allowed'],
  [{ subject: 'allowed', kind: 'removed' }, 'any value is allowed'],
  [{ subject: 'killed', kind: 'added', to: 'a' }, 'a is killed'],
  [{ subject: 'killed', kind: 'removed', from: 'a' }, 'a is no longer killed'],
  [{ subject: 'pin', kind: 'added', name: 'customer_id', to: 'a' }, 'pin on customer_id added: a'],
  [{ subject: 'pin', kind: 'removed', name: '{}', from: 'a' }, 'pin on everybody removed: a'],
  [{ subject: 'pins', kind: 'changed' }, 'pins are tried in another order'],
  [{ subject: 'pinValue', kind: 'changed', name: 'plan', from: 'a', to: 'b' }, 'pin on plan: a → b'],
  [
    { subject: 'pinUntil', kind: 'removed', name: 'plan', from: '2027-01-31' },
    'pin on plan: until 2027-01-31 → further notice',
  ],
  [{ subject: 'pinReason', kind: 'changed', name: 'plan' }, 'pin on plan: another reason'],
  [{ subject: 'rule', kind: 'added', name: 'r', to: 'a', percentage: 10 }, 'rule r added: a for 10 %'],
  [{ subject: 'rule', kind: 'removed', name: 'r', from: 'a' }, 'rule r removed: a'],
  [{ subject: 'rule', kind: 'added', name: 'r' }, 'rule r added: a split'],
  [{ subject: 'rules', kind: 'changed' }, 'rules are tried in another order'],
  [{ subject: 'percentage', kind: 'changed', name: 'r', from: 10, to: 25 }, 'rule r: 10 % → 25 %'],
  [{ subject: 'percentage', kind: 'removed', name: 'r', from: 10 }, 'rule r: 10 % → everybody'],
  [{ subject: 'condition', kind: 'changed', name: 'r' }, 'rule r: another condition'],
  [{ subject: 'value', kind: 'changed', name: 'r', from: 'a', to: 'b' }, 'rule r: a → b'],
  [{ subject: 'split', kind: 'changed', name: 'r' }, 'rule r: other arms or weights'],
  [{ subject: 'control', kind: 'changed', name: 'r', from: 'a', to: 'b' }, 'rule r: control a → b'],
  [{ subject: 'segment', kind: 'changed', name: 's' }, 'segment s has another condition'],
  [{ subject: 'description', kind: 'added', to: 'one two' }, 'description none → "one two"'],
  [{ subject: 'owner', kind: 'changed', from: 'a', to: 'b' }, 'owner a → b'],
  [{ subject: 'cleanup_by', kind: 'removed', from: '2027-01-31' }, 'clean-up by 2027-01-31 → none'],
  [{ subject: 'permanent', kind: 'added', to: true }, 'meant to stay'],
  [{ subject: 'permanent', kind: 'removed', from: true }, 'no longer meant to stay'],
];

describe('a change', () => {
  it.each(CASES.map(([change, words]) => ({ change, words })))(
    'is told in words: $words',
    ({ change, words }) => {
      expect(changeWords(change)).toBe(words);
    },
  );

  it('shows no value as it is that a terminal might take for something else', () => {
    const to = `\u001b[2J${'x'.repeat(200)}`;
    const words = changeWords({ subject: 'default', kind: 'changed', from: '', to });
    expect(words).not.toContain('\u001b');
    expect(words.startsWith('default "" → "')).toBe(true);
    expect(words.length).toBeLessThan(110);
  });
});
