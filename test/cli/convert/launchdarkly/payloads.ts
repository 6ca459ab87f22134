import fc, { type Arbitrary } from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

/** What a LaunchDarkly SDK is sent. */
export interface Payload {
  readonly flags: Readonly<Record<string, Json>>;
  readonly segments: Readonly<Record<string, Json>>;
}

const TEXTS = 'gold eu-west-1 aab ann@example.com 10.1.2.3 2.1.0 0 11 true'.split(' ');
const ATTRIBUTES = ['plan', 'country', 'age', 'tags', 'ip', 'key', 'kind', 'segment'];
const VALUE = fc.oneof(fc.constantFrom(...TEXTS), fc.integer({ min: -3, max: 30 }), fc.boolean());
const SEGMENTS = ['beta-users', 'staff', 'nobody-knows'];

const CLAUSE: Arbitrary<Json> = fc
  .record({
    attribute: fc.constantFrom(...ATTRIBUTES),
    op: fc.constantFrom(
      ...'in startsWith endsWith contains matches lessThan lessThanOrEqual greaterThan greaterThanOrEqual'.split(
        ' ',
      ),
    ),
    values: fc.array(VALUE, { maxLength: 3 }),
    negate: fc.boolean(),
  })
  .map((clause) => (clause.attribute === 'kind' ? { ...clause, op: 'in', values: ['user'] } : clause));

const SEGMENT_CLAUSE: Arbitrary<Json> = fc.record({
  op: fc.constant('segmentMatch'),
  attribute: fc.constant(''),
  values: fc.subarray(SEGMENTS, { minLength: 1 }),
  negate: fc.boolean(),
});

const CLAUSES = fc.array(fc.oneof({ arbitrary: CLAUSE, weight: 3 }, SEGMENT_CLAUSE), { maxLength: 2 });
const KEYS = fc.subarray(TEXTS, { maxLength: 3 });

function segment(key: string): Arbitrary<Json> {
  return fc.record({
    key: fc.constant(key),
    version: fc.constant(1),
    included: KEYS,
    excluded: KEYS,
    salt: fc.constant('s'),
    rules: fc.array(fc.record({ clauses: fc.array(CLAUSE, { maxLength: 2 }) }), { maxLength: 2 }),
  });
}

const ROLLOUT: Arbitrary<Json> = fc
  .record(
    {
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
      weights: fc.tuple(fc.nat(100_000), fc.nat(100_000)),
      kind: fc.constantFrom('rollout', 'experiment'),
      bucketBy: fc.constantFrom('key', 'country', 'age'),
      seed: fc.constantFrom(0, 61, -7),
    },
    { requiredKeys: ['order', 'weights'] },
  )
  .map(({ order, weights: [one, other], ...rest }) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const weights = order.length === 1 ? [100_000] : [from, to - from, 100_000 - to];
    const last = order.length - 1;
    const variations = order.map((variation, at) => ({
      variation,
      weight: at === last ? weights.slice(at).reduce((sum, weight) => sum + weight, 0) : weights[at],
    }));
    return { ...rest, variations };
  });

const SERVED = fc.oneof(
  { arbitrary: fc.nat(2).map((variation) => ({ variation })), weight: 2 },
  ROLLOUT.map((rollout) => ({ rollout })),
);
const STILL = fc.nat(2).map((variation) => ({ variation }));

/** Without shares of users, where none are wanted: a flag document tries out one thing at a time. */
function flag(key: string, served: Arbitrary<Json>): Arbitrary<Json> {
  return fc.record({
    key: fc.constant(key),
    version: fc.constant(1),
    on: fc.constantFrom(true, true, true, false),
    salt: fc.constantFrom('pepper', 'Ünï', ''),
    variations: fc.constantFrom(['a', 'b', 'c'], [1, 2.5, 3]),
    offVariation: fc.nat(2),
    fallthrough: served,
    targets: fc.array(fc.record({ variation: fc.nat(2), values: KEYS }), { maxLength: 2 }),
    rules: fc
      .array(fc.tuple(fc.record({ clauses: CLAUSES }), STILL), { maxLength: 3 })
      .map((rules) => rules.map(([rule, still]) => ({ ...rule, ...still }))),
  });
}

/** Flags and segments with everything that can be carried over; shares of users are in one flag. */
export const payload: Arbitrary<Payload> = fc
  .tuple(flag('moving', SERVED), flag('still', STILL), fc.tuple(segment('beta-users'), segment('staff')))
  .map(([moving, still, [beta, staff]]) => ({
    flags: { moving, still },
    segments: { 'beta-users': beta, staff },
  }));
