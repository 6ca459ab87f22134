import { child, type IssueList } from './issue-list.ts';
import { ATTRIBUTE_PATTERN, LIMITS } from './limits.ts';

/** Which reserved entries a condition may hold, by where it stands. */
export type ConditionPlace = 'pin' | 'segment' | 'value-rule' | 'split-rule';

/** Hashes by which units are dealt; the first is the default. */
export const HASHES = ['murmur3', 'flagd', 'launchdarkly'] as const;

/** Entries that say how units are dealt to buckets. */
export const DEALING_KEYS = ['bucket_by', 'salt', 'hash'] as const;

type DealingKey = (typeof DEALING_KEYS)[number];

const ATTRIBUTE = new RegExp(ATTRIBUTE_PATTERN);

const DEALING: Readonly<
  Record<
    DealingKey,
    {
      readonly isValid: (text: string) => boolean;
      readonly message: string;
      readonly allowed: string;
      readonly fix: string;
    }
  >
> = {
  bucket_by: {
    isValid: (text) => ATTRIBUTE.test(text),
    message: 'this is no attribute name',
    allowed: ATTRIBUTE_PATTERN,
    fix: 'name the attribute that is hashed, or leave it out',
  },
  salt: {
    isValid: (text) => text.length > 0 && text.length <= LIMITS.stringCharacters,
    message: 'this is no salt',
    allowed: `a string of 1 to ${LIMITS.stringCharacters} characters`,
    fix: 'give a salt, or leave it out',
  },
  hash: {
    isValid: (text) => HASHES.some((hash) => hash === text),
    message: 'there is no such hash',
    allowed: HASHES.join(', '),
    fix: 'name one of these, or leave it out',
  },
};

/** Checks a share of units, and that it may stand in such a condition. */
export function checkPercentage(
  value: unknown,
  pointer: string,
  place: ConditionPlace,
  issues: IssueList,
): void {
  if (place !== 'value-rule') {
    issues.error({
      code: 'not-allowed',
      pointer,
      message: `a percentage cannot stand in a ${place.replace('-rule', '')}`,
      allowed: 'rollout_percentage stands in the condition of a rule with one value',
      fix:
        place === 'split-rule'
          ? 'say the shares with the weights of the split'
          : 'move the percentage to a rule',
    });
  }
  if (typeof value === 'number' && value >= 0 && value <= 100 && isThousandth(value)) return;
  issues.error({
    code: typeof value === 'number' ? 'out-of-range' : 'wrong-type',
    pointer,
    message: 'this is no percentage',
    found: value,
    allowed: 'a number from 0 to 100 in steps of 0.001',
    fix: 'write the share of units as a percentage',
  });
}

/** Decimal steps are not exact in binary: 0.1 + 0.2 is still a step of 0.001. */
function isThousandth(value: number): boolean {
  return Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6;
}

/** Checks an entry that says how units are dealt, and that it may stand in such a condition. */
export function checkBucketing(
  key: DealingKey,
  value: unknown,
  pointer: string,
  place: ConditionPlace,
  issues: IssueList,
): void {
  if (place === 'pin' || place === 'segment') {
    issues.error({
      code: 'not-allowed',
      pointer,
      message: `${key} cannot stand in a ${place}`,
      allowed: `${key} stands beside a percentage or in the condition of a split`,
      fix: 'remove it',
    });
  }
  const { isValid, ...words } = DEALING[key];
  if (typeof value === 'string' && isValid(value)) return;
  issues.error({
    code: typeof value === 'string' ? 'bad-format' : 'wrong-type',
    pointer,
    found: value,
    ...words,
  });
}

/** Reports entries that say how units are dealt where none are. */
export function checkCompany(
  condition: Readonly<Record<string, unknown>>,
  pointer: string,
  place: ConditionPlace,
  issues: IssueList,
): void {
  if (place !== 'value-rule' || Object.hasOwn(condition, 'rollout_percentage')) return;
  for (const key of DEALING_KEYS) {
    if (!Object.hasOwn(condition, key)) continue;
    issues.error({
      code: 'not-allowed',
      pointer: child(pointer, key),
      message: `${key} without a rollout_percentage has no meaning`,
      allowed: `${key} stands beside a rollout_percentage or in the condition of a split`,
      fix: 'add the percentage, or remove it',
    });
  }
}
