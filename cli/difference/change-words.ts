import type { ChangeSubject, FlagChange } from '../../core/difference/flag-change.ts';
import { valueText } from '../output/value-text.ts';

/** One change in words. Customers are not in it, since no change names them. */
export function changeWords(change: FlagChange): string {
  return WORDS[change.subject](change);
}

type Words = (change: FlagChange) => string;

const WORDS: Readonly<Record<ChangeSubject, Words>> = {
  flag: (change) =>
    `the flag is ${change.kind}, its default ${change.kind === 'added' ? 'is' : 'was'} ${one(change)}`,
  default: (change) => `default ${both(change)}`,
  disabled: ({ to }) => (to ? 'disabled: everybody is served the default' : 'no longer disabled'),
  allowed: (change) => allowedWords(change),
  killed: (change) => `${one(change)} is ${change.kind === 'added' ? 'killed' : 'no longer killed'}`,
  pin: (change) => `${pin(change)} ${change.kind}: ${one(change)}`,
  pins: () => 'pins are tried in another order',
  pinValue: (change) => `${pin(change)}: ${both(change)}`,
  pinUntil: (change) => `${pin(change)}: until ${both(change, 'further notice')}`,
  pinReason: (change) => `${pin(change)}: another reason`,
  rule: (change) => `${rule(change)} ${change.kind}: ${servedWords(change)}`,
  rules: () => 'rules are tried in another order',
  percentage: (change) => `${rule(change)}: ${percentages(change)}`,
  condition: (change) => `${rule(change)}: another condition`,
  value: (change) => `${rule(change)}: ${both(change)}`,
  split: (change) => `${rule(change)}: other arms or weights`,
  control: (change) => `${rule(change)}: control ${both(change)}`,
  segment: ({ name }) => `segment ${name} has another condition`,
  description: (change) => `description ${both(change)}`,
  owner: (change) => `owner ${both(change)}`,
  cleanup_by: (change) => `clean-up by ${both(change)}`,
  permanent: (change) => (change.to ? 'meant to stay' : 'no longer meant to stay'),
};

function allowedWords({ kind, from, to }: FlagChange): string {
  if (to !== undefined) return `${valueText(to)} is allowed`;
  if (from !== undefined) return `${valueText(from)} is no longer allowed`;
  return kind === 'added' ? 'only listed values are allowed' : 'any value is allowed';
}

function servedWords(change: FlagChange): string {
  const { from, to, percentage } = change;
  if (from === undefined && to === undefined) return 'a split';
  return percentage === undefined ? one(change) : `${one(change)} for ${percentage} %`;
}

function percentages({ from, to }: FlagChange): string {
  const words = [from, to].map((percentage) => (percentage === undefined ? 'everybody' : `${percentage} %`));
  return words.join(' → ');
}

function pin({ name }: FlagChange): string {
  return name === '{}' ? 'pin on everybody' : `pin on ${name}`;
}

function rule({ name }: FlagChange): string {
  return `rule ${name}`;
}

/** The only value there is. */
function one({ from, to }: FlagChange): string {
  return [from, to].flatMap((value) => (value === undefined ? [] : [valueText(value)])).join('');
}

function both({ from, to }: FlagChange, none = 'none'): string {
  return [from, to].map((value) => (value === undefined ? none : valueText(value))).join(' → ');
}
