import { Lazy } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { requireNumber } from '../../lib/require-number.ts';

const SHARE = { min: 1, max: 100 };

it('passes a token, whose value only the deployment knows', () => {
  expect(() => requireNumber('share', Lazy.number({ produce: () => 1000 }), SHARE)).not.toThrow();
});

it('refuses a token where synthesis reckons with the number', () => {
  const given = Lazy.number({ produce: () => 10 });
  expect(() => requireNumber('share', given, { ...SHARE, known: true })).toThrow(
    'share is a token, but must be known at synth: give share as a number from 1 to 100',
  );
});

it.each([0, 100.5, Number.NaN, '10' as unknown as number])(
  'refuses %s where 1 to 100 is allowed',
  (value) => {
    expect(() => requireNumber('share', value, SHARE)).toThrow(
      /^share is .*, but must be a number from 1 to 100/,
    );
  },
);

it('takes the limits themselves, and fractions unless whole numbers are asked for', () => {
  for (const value of [1, 33.3, 100]) expect(() => requireNumber('share', value, SHARE)).not.toThrow();
  expect(() => requireNumber('share', 33.3, { ...SHARE, integer: true })).toThrow(/whole number/);
});
