import fc, { type Arbitrary } from 'fast-check';
import { type Json, type Mutation, mutated } from './json-mutation.ts';

/** Arbitraries of flag documents, of contexts and of hostile input. */

const ATTRIBUTES = 'user_id plan country age tags ip app_version since a.b/c constructor __proto__'.split(
  ' ',
);
const PATTERNS = ['^eu-', 'a+b', '[^@]+@example\\.com$', '(ab|cd)*e', '^\\d{2,4}$|x'];
const TEXTS = [
  '',
  ...'gold eu-west-1 aab ann@example.com 10.1.2.3 2.1.0 2027-01-31 2027-01-31T10:00:00+02:00'.split(' '),
];

/** JSON text has one zero only, so documents are made without the negative one. */
const NUMBER = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const TEXT = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const SCALAR = fc.oneof(TEXT, NUMBER, fc.integer({ min: -3, max: 30 }), fc.boolean());
const SCALARS = fc.array(SCALAR, { minLength: 1, maxLength: 4 });
const WORD = TEXT.filter((text) => text !== '');
const KEY = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,8}$/),
  fc.constantFrom('constructor', 'valueof', 'm'.repeat(64)),
);
const DAY = fc
  .integer({ min: 0, max: 40_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const INSTANT = fc.oneof(
  DAY,
  DAY.map((day) => `${day}T12:30:00.5Z`),
  DAY.map((day) => `${day}T00:00:00-11:30`),
);
const SEMVER = fc.constantFrom('0.0.1', '2.1.0', '2.1.0-rc.1', '10.0.0+build.5');
const BLOCK = fc.constantFrom('10.0.0.0/8', '10.1.2.3', '0.0.0.0/0', '2001:db8::/32', '::1');
const PERCENTAGE = fc.integer({ min: 0, max: 100_000 }).map((steps) => steps / 1000);

const OPERATORS = {
  in: SCALARS,
  not_in: SCALARS,
  starts_with: WORD,
  ends_with: WORD,
  contains: WORD,
  matches: fc.constantFrom(...PATTERNS),
  gt: NUMBER,
  gte: NUMBER,
  lt: NUMBER,
  lte: NUMBER,
  before: INSTANT,
  after: INSTANT,
  semver_gt: SEMVER,
  semver_gte: SEMVER,
  semver_lt: SEMVER,
  semver_lte: SEMVER,
  cidr: fc.oneof(BLOCK, fc.array(BLOCK, { minLength: 1, maxLength: 3 })),
  exists: fc.boolean(),
} as const;

const TEST: Arbitrary<unknown> = fc.letrec((tie) => ({
  test: fc.oneof({ depthSize: 'small' }, SCALAR, SCALARS, tie('operators')),
  operators: fc
    .record({ not: tie('test'), ...OPERATORS }, { requiredKeys: [] })
    .map((operators) => Object.fromEntries(Object.entries(operators).slice(0, 2)))
    .map((operators) => (Object.keys(operators).length > 0 ? operators : { exists: true })),
})).test;

function segmentTest(names: readonly string[]): Arbitrary<unknown> {
  const name = fc.constantFrom(...names);
  const list = fc.array(name, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    name,
    list,
    list.map((members) => ({ in: members })),
    list.map((members) => ({ not_in: members })),
    name.map((member) => ({ not: member })),
  );
}

/** A condition without anything that buckets. */
function condition(segments: readonly string[]): Arbitrary<Json> {
  const attributes = fc.dictionary(fc.constantFrom(...ATTRIBUTES), TEST, { maxKeys: 2 });
  if (segments.length === 0) return attributes;
  return fc
    .tuple(attributes, fc.option(segmentTest(segments), { nil: undefined }))
    .map(([tests, segment]) => (segment === undefined ? tests : { ...tests, segment }));
}

/** Holds for everybody more often than not, so that units reach it. */
function wideCondition(segments: readonly string[]): Arbitrary<Json> {
  return fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, condition(segments));
}

/** Distinct values of one type; the first becomes the default, the second the candidate. */
const VALUES: Arbitrary<readonly unknown[]> = fc.oneof(
  fc.uniqueArray(TEXT, { minLength: 2, maxLength: 4 }),
  fc.uniqueArray(NUMBER, { minLength: 2, maxLength: 4 }),
  fc.constantFrom([true, false], [false, true]),
);

const BUCKETING = fc.record(
  {
    bucket_by: fc.constantFrom('user_id', 'user_id', 'country', 'constructor'),
    salt: WORD,
    hash: fc.constantFrom('murmur3', 'murmur3', 'flagd', 'launchdarkly'),
  },
  { requiredKeys: [] },
);

type Motion = 'none' | 'percentage' | 'split';

function rule(values: readonly unknown[], motion: Motion, segments: readonly string[]): Arbitrary<Json> {
  const [, candidate] = values;
  const served = fc.record({ condition: condition(segments), value: fc.constantFrom(...values) });
  const still = fc
    .tuple(served, BUCKETING, fc.constantFrom(0, 100))
    .map(([one, bucketing, rollout_percentage]) => ({
      ...one,
      condition: { ...one.condition, ...bucketing, rollout_percentage },
    }));
  if (motion !== 'percentage') return fc.oneof(served, still);
  const moving = fc
    .tuple(wideCondition(segments), BUCKETING, PERCENTAGE)
    .map(([tests, bucketing, rollout_percentage]) => ({
      condition: { ...tests, ...bucketing, rollout_percentage },
      value: candidate,
    }));
  return fc.oneof(served, still, { arbitrary: moving, weight: 2 });
}

function split(values: readonly unknown[], segments: readonly string[]): Arbitrary<Json> {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), {
    minLength: values.length,
    maxLength: values.length,
  });
  return fc
    .tuple(wideCondition(segments), BUCKETING, weights, fc.constantFrom(...values))
    .map(([tests, bucketing, shares, control]) => ({
      name: 'compare',
      condition: { ...tests, ...bucketing },
      split: values.map((value, at) => ({ value, weight: shares[at] })),
      control,
    }));
}

function rules(
  values: readonly unknown[],
  motion: Motion,
  segments: readonly string[],
): Arbitrary<readonly Json[]> {
  const plain = fc.array(rule(values, motion, segments), { maxLength: 4 });
  if (motion !== 'split') return plain;
  return fc
    .tuple(plain, split(values, segments), fc.nat())
    .map(([others, one, at]) => others.toSpliced(at % (others.length + 1), 0, one));
}

function pin(values: readonly unknown[], segments: readonly string[]): Arbitrary<Json> {
  return fc.record(
    { condition: condition(segments), value: fc.constantFrom(...values), reason: WORD, until: DAY },
    { requiredKeys: ['condition', 'value'] },
  );
}

/** A flag without its clean-up date. */
function flag(name: string, motion: Motion, segments: readonly string[]): Arbitrary<Json> {
  return VALUES.chain((values) =>
    fc.record(
      {
        flag: fc.constant(name),
        default: fc.constant(values[0]),
        description: WORD,
        owner: WORD,
        disabled: fc.constantFrom(false, false, false, true),
        allowed: fc.constant(values),
        killed: fc.oneof(fc.constant([]), fc.subarray(values.slice(1))),
        pins: fc.array(pin(values, segments), { maxLength: 2 }),
        rules: rules(values, motion, segments),
      },
      { requiredKeys: ['flag', 'default', 'rules'] },
    ),
  );
}

const CLEAN_UP: Arbitrary<Json> = fc.oneof(
  fc.constant({ permanent: true }),
  DAY.map((cleanup_by) => ({ cleanup_by })),
);

/** Segments name only those after them, so they never lead in a circle. */
function segments(names: readonly string[]): Arbitrary<Json> {
  return fc
    .tuple(...names.map((_, at) => condition(names.slice(at + 1))))
    .map((conditions) => Object.fromEntries(names.map((name, at) => [name, conditions[at]])));
}

/** Whole documents that are accepted: segments, pins, kills, at most one flag in motion. */
export const wholeDocument: Arbitrary<Json> = fc
  .record({
    names: fc.uniqueArray(KEY, { minLength: 1, maxLength: 3 }),
    segmentNames: fc.uniqueArray(KEY, { maxLength: 3 }),
    motion: fc.constantFrom<Motion>('none', 'percentage', 'percentage', 'split'),
    moving: fc.nat(2),
  })
  .chain(({ names, segmentNames, motion, moving }) => {
    const flags = names.map((name, at) =>
      fc
        .tuple(flag(name, at === moving ? motion : 'none', segmentNames), CLEAN_UP)
        .map(([one, cleanUp]) => ({ ...one, ...cleanUp })),
    );
    return fc.record({
      version: fc.constant(1),
      segments: segments(segmentNames),
      flags: fc.tuple(...flags),
    });
  });

/** Single flags that are accepted as documents. */
export const singleFlag: Arbitrary<Json> = fc
  .tuple(KEY, fc.constantFrom<Motion>('none', 'percentage', 'split'))
  .chain(([name, motion]) =>
    fc
      .tuple(flag(name, motion, []), fc.oneof(CLEAN_UP, fc.constant({})), fc.constantFrom({}, { version: 1 }))
      .map(([one, cleanUp, version]) => ({ ...version, ...one, ...cleanUp })),
  );

/** Every form of document that is accepted. */
export const validDocument: Arbitrary<Json> = fc.oneof({ arbitrary: wholeDocument, weight: 3 }, singleFlag);

const HOSTILE = fc.oneof(
  fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, 10n, {}, [], {
    toString: 1,
    valueOf: 1,
  }),
  fc.array(SCALAR, { maxLength: 3 }),
  fc.object({ maxDepth: 1 }),
);

/** Contexts of units: mostly plausible, partly hostile. */
export const context: Arbitrary<Json> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...ATTRIBUTES), fc.oneof(SCALAR, fc.constantFrom(...TEXTS), HOSTILE), {
      maxKeys: 6,
    }),
    fc.option(fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.double()), { nil: undefined }),
  )
  .map(([attributes, unit]) => (unit === undefined ? attributes : { ...attributes, user_id: unit }));

/** Anything a caller could pass by mistake, with members named like those of documents. */
export const anything: Arbitrary<unknown> = fc.anything({
  key: fc.oneof(
    fc.constantFrom(
      'flags',
      'flag',
      'default',
      'rules',
      'condition',
      'value',
      'split',
      'segments',
      'toString',
      '__proto__',
    ),
    fc.string(),
  ),
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
});

const MUTATION: Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('replace' as const),
    by: fc.oneof(
      SCALAR,
      fc.constantFrom(null, {}, [], 'new', -1, 0.5, 101, 'x'.repeat(1025), { toString: 1 }),
      TEST,
    ),
  }),
  fc.record({
    kind: fc.constant('rename' as const),
    to: fc.constantFrom('segment', 'split', 'Name', 'a b', 'rollout_percentage'),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    key: fc.constantFrom('segment', 'salt', 'extra', 'value', 'rollout_percentage'),
    value: SCALAR,
  }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'repeat' as const) }),
);

/** A valid document, and the same with one thing changed: mostly, but not always, no longer valid. */
export const mutatedDocument: Arbitrary<{ readonly valid: Json; readonly mutated: Json }> = fc
  .tuple(validDocument, fc.nat(), MUTATION)
  .map(([valid, choice, mutation]) => ({ valid, mutated: mutated(valid, choice, mutation) }));
