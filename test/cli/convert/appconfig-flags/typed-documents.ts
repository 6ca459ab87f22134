import fc, { type Arbitrary } from 'fast-check';
import { parseDefinition } from '../../../../cli/convert/appconfig-flags/parse-definition.ts';
import type { FlagDocument, FlagValue } from '../../../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../../../core/document/parse-flag-document.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { DEFAULT_FEATURE_FLAG_BEHAVIOUR } from '../../../../local/appconfig/feature-flags/feature-flag-behaviour.ts';
import { flagAnswer } from '../../../../local/appconfig/feature-flags/flag-answer.ts';

/** Documents and contexts that keep what the format takes for granted: attributes of one type each, which headers carry. */

const TEXT = fc.oneof(
  fc.constantFrom('gold', 'eu-west-1', '12', 'true', '', 'Łódź', 'a=b', 'x y'),
  fc.stringMatching(/^[a-z0-9"\\($]{1,4}$/),
);
const WORD = TEXT.filter((text) => text !== '');
const NUMBER = fc.constantFrom(0, 1, 0.5, -2.25, 1e21);
const MOMENT = fc.constantFrom('2026-01-31', '2026-01-31T00:00:00Z', '2026-01-31T23:30:00.5-01:00');

const TESTS: Readonly<Record<string, Arbitrary<unknown>>> = {
  plan: fc.oneof(
    TEXT,
    fc.array(TEXT, { minLength: 1, maxLength: 3 }),
    fc.record({ starts_with: WORD }),
    fc.record({ ends_with: WORD, not_in: fc.array(TEXT, { minLength: 1, maxLength: 2 }) }),
    fc.record({ contains: WORD }),
    fc.record({ not: fc.oneof(TEXT, fc.record({ starts_with: WORD, ends_with: WORD })) }),
  ),
  age: fc.oneof(
    NUMBER,
    fc.record({ gt: NUMBER, lte: NUMBER }),
    fc.record({ not: fc.record({ gte: NUMBER }) }),
    fc.record({ lt: NUMBER }),
    fc.record({ gt: NUMBER }),
  ),
  beta: fc.oneof(fc.boolean(), fc.record({ exists: fc.boolean() }), fc.record({ not: fc.boolean() })),
  since: fc.oneof(fc.record({ before: MOMENT }), fc.record({ not: fc.record({ after: MOMENT }) })),
};

const condition = fc
  .record(TESTS, { requiredKeys: [] })
  .map((tests) => Object.fromEntries(Object.entries(tests).slice(-2)));

const VALUES: Arbitrary<readonly FlagValue[]> = fc.constantFrom<readonly FlagValue[]>(
  ['small', 'large', ''],
  [4, 8, 0.5],
  [true, false],
  [false, true],
);

const flag = fc.tuple(VALUES, fc.boolean(), fc.boolean()).chain(([values, isDisabled, hasSegment]) => {
  const value = fc.constantFrom(...values);
  const segment = hasSegment
    ? fc.constantFrom({}, { segment: 'early' }, { segment: { not_in: ['early'] } })
    : fc.constant({});
  const share = fc.constantFrom({}, {}, { rollout_percentage: 0 }, { rollout_percentage: 100 });
  const rule = fc.tuple(condition, segment, share, value).map(([tests, member, dealt, served]) => ({
    condition: { ...tests, ...member, ...dealt },
    value: served,
  }));
  return fc.record({
    ...{
      flag: fc.constantFrom('model', 'top-K_2'),
      default: fc.constant(values[0]),
      permanent: fc.constant(true),
    },
    ...{
      pins: fc.array(fc.record({ condition, value }), { maxLength: 2 }),
      rules: fc.array(rule, { maxLength: 4 }),
    },
    ...{ disabled: fc.constant(isDisabled), killed: fc.subarray(values.slice(1)) },
  });
});

/** Documents of one flag, without percentages that part users. */
export const typedDocument: Arbitrary<FlagDocument> = fc.tuple(flag, condition).map(([one, early]) => {
  const parsed = parseFlagDocument({ version: 1, segments: { early }, flags: [one] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
});

export type TypedContext = Readonly<Record<string, string | number | boolean>>;

/** Users, some without an attribute. */
export const typedContext: Arbitrary<TypedContext> = fc
  .record(
    { user_id: WORD, plan: TEXT, age: NUMBER, beta: fc.boolean(), since: MOMENT },
    { requiredKeys: ['user_id'] },
  )
  .map((context) => JSON.parse(JSON.stringify(context)));

/** What a flag document serves. */
export function servedByDocument(
  document: FlagDocument,
  flagKey: string,
  context: TypedContext,
): FlagValue | undefined {
  return evaluate(compile(document), flagKey, context, 0).value;
}

/** What the agent serves by the text of a definition, read as the package's provider reads it. */
export function servedByAgent(text: string, flagKey: string, context: TypedContext): unknown {
  const definition = parseDefinition(text);
  if (!definition.ok) throw new Error(JSON.stringify(definition.problems));
  const texts = new Map(Object.entries(context).map(([key, value]) => [key, String(value)]));
  const answer = flagAnswer(
    { flags: [flagKey], context: texts, entity: undefined },
    {
      ...{ applicationId: 'a', profileId: 'p', definition: definition.value, experiments: [] },
      ...{ behaviour: DEFAULT_FEATURE_FLAG_BEHAVIOUR, onAssignment: () => {} },
    },
  );
  return answer === undefined ? undefined : (answer.value ?? answer.enabled);
}
