import fc, { type Arbitrary } from 'fast-check';

type Context = Readonly<Record<string, string | number | boolean>>;

const TEXTS = 'gold eu-west-1 aab ann@example.com 10.1.2.3 2.1.0 2027-01-31 0 11 true'.split(' ');
const NAMES = 'plan country age tags ip app_version since user_segment constructor'.split(' ');
const VALUE = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ maxLength: 6 }),
  fc.integer({ min: -3, max: 30 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);

/** Users with a text for a key, whose attributes are texts, numbers and booleans: what every format knows. */
export const scalarContext: Arbitrary<Context> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...NAMES), VALUE, { maxKeys: 5 }),
    fc.oneof(fc.constantFrom(...TEXTS), fc.string({ minLength: 1, maxLength: 8 })),
  )
  .map(([attributes, user_id]) => ({ ...attributes, user_id }));
