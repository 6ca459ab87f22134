import { describe, expect, it } from 'vitest';
import { parseRule } from '../../../../cli/convert/appconfig-flags/parse-rule.ts';
import { holds } from '../../../../local/appconfig/feature-flags/evaluate-rule.ts';
import {
  DEFAULT_FEATURE_FLAG_BEHAVIOUR,
  type FeatureFlagBehaviour,
} from '../../../../local/appconfig/feature-flags/feature-flag-behaviour.ts';

const USER = {
  country: 'DE',
  age: '70',
  email: 'ann@example.com',
  beta: 'true',
  joined: '2025-06-01',
  id: '123',
};

function check(rule: string, behaviour: Partial<FeatureFlagBehaviour> = {}): boolean {
  const parsed = parseRule(rule);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return holds(parsed.value, {
    context: new Map(Object.entries(USER)),
    localSalt: 'flag/app/profile/model',
    behaviour: { ...DEFAULT_FEATURE_FLAG_BEHAVIOUR, ...behaviour },
  });
}

describe('a rule (BEHAVIOUR A36)', () => {
  it.each([
    ['(eq $country "DE")', true],
    ['(eq $country "de")', false],
    ['(gt $age 65)', true],
    ['(gt $age 70)', false],
    ['(gte $age 70)', true],
    ['(lt $age 70.5)', true],
    ['(lte $age 69)', false],
    ['(lt $country 5)', false],
    ['(eq $beta true)', true],
    ['(gt $joined 2025-01)', true],
    ['(lt $joined 2025-06-01T00:00:00+01:00)', false],
    ['(begins_with $country "D")', true],
    ['(ends_with $email "@example.com")', true],
    ['(contains $email "example")', true],
    ['(contains $email "Example")', false],
    ['(in $id ["123", "456"])', true],
    ['(in $id [])', false],
    ['(matches in::$email pattern::"^[a-z]+@")', true],
    ['(exists key::"beta")', true],
    ['(exists key::"gamma")', false],
    ['(and (eq $country "DE") (gt $age 65) (eq $beta true))', true],
    ['(or (eq $country "FR") (gt $age 65))', true],
    ['(split pct::100 by::$id)', true],
    ['(split pct::0 by::$id)', false],
  ])('%s is %s', (rule, expected) => {
    expect(check(rule)).toBe(expected);
  });

  it('compares a missing value with nothing, so its negation holds', () => {
    for (const rule of [
      '(eq $none "x")',
      '(lt $none 1)',
      '(matches in::$none pattern::"")',
      '(split pct::100 by::$none)',
    ]) {
      expect([rule, check(rule), check(`(not ${rule})`)]).toEqual([rule, false, true]);
    }
  });

  it('takes context values for texts only where the switch says so', () => {
    expect(check('(gt $age 65)', { contextValues: 'text' })).toBe(false);
    expect(check('(eq $id "123")', { contextValues: 'text' })).toBe(true);
  });

  it('looks for a pattern anywhere, or in the whole value, as the switch says', () => {
    expect(check('(matches in::$email pattern::"example")')).toBe(true);
    expect(check('(matches in::$email pattern::"example")', { matches: 'whole' })).toBe(false);
    expect(check('(matches in::$country pattern::"FR|DE")', { matches: 'whole' })).toBe(true);
  });
});
