import { MAX_TOTAL_WEIGHT } from '../evaluation/bucket.ts';
import { ATTRIBUTE_PATTERN, DAY_PATTERN, KEY_PATTERN, LIMITS, RULE_NAME_PATTERN } from './limits.ts';
import { OPERATORS, type OperandKind } from './operators.ts';
import { type ConditionPlace, DEALING_KEYS, HASHES } from './parse-bucketing.ts';
import type { FLAG_KEYS, PIN_KEYS } from './parse-flag.ts';
import type { DOCUMENT_KEYS } from './parse-flag-document.ts';
import type { ARM_KEYS, SPLIT_RULE_KEYS, VALUE_RULE_KEYS } from './parse-rule.ts';

/** A JSON Schema of draft-04, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One schema for each member that the parser knows: a member left out or added here does not compile. */
type Members<Keys extends readonly string[]> = Readonly<Record<Keys[number], JsonSchema>>;

const NOTHING: JsonSchema = { not: {} };
const TEXT: JsonSchema = { type: 'string', minLength: 1, maxLength: LIMITS.stringCharacters };
const VERSION: JsonSchema = { enum: [1] };
const DAY: JsonSchema = { type: 'string', pattern: DAY_PATTERN };

const OPERANDS: Readonly<Record<OperandKind, JsonSchema>> = {
  test: ref('test'),
  scalars: ref('scalars'),
  text: { type: 'string', minLength: 1 },
  pattern: { type: 'string', minLength: 1, maxLength: LIMITS.patternCharacters },
  number: { type: 'number' },
  instant: { type: 'string', pattern: DAY_PATTERN.replace('$', '') },
  semver: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+' },
  blocks: { anyOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }] },
  boolean: { type: 'boolean' },
};

const FLAG_MEMBERS: Members<typeof FLAG_KEYS> = {
  flag: { type: 'string', pattern: KEY_PATTERN },
  description: TEXT,
  owner: TEXT,
  cleanup_by: DAY,
  permanent: { type: 'boolean' },
  disabled: { type: 'boolean' },
  allowed: ref('values'),
  default: ref('scalar'),
  killed: ref('values'),
  pins: { type: 'array', items: ref('pin') },
  rules: { type: 'array', items: { anyOf: [ref('valueRule'), ref('splitRule')] } },
};

const IS_PERMANENT: JsonSchema = {
  type: 'object',
  required: ['permanent'],
  properties: { permanent: { enum: [true] } },
};
const IS_DATED: JsonSchema = { type: 'object', required: ['cleanup_by'] };

const DOCUMENT: JsonSchema = members<typeof DOCUMENT_KEYS>(['version', 'flags'], {
  version: VERSION,
  segments: {
    type: 'object',
    patternProperties: { [KEY_PATTERN]: condition('segment') },
    additionalProperties: false,
  },
  flags: { type: 'array', items: { allOf: [flag(FLAG_MEMBERS), { anyOf: [IS_PERMANENT, IS_DATED] }] } },
});

const DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  scalar: {
    anyOf: [{ type: 'string', maxLength: LIMITS.stringCharacters }, { type: 'number' }, { type: 'boolean' }],
  },
  scalars: { type: 'array', minItems: 1, items: ref('scalar') },
  values: { type: 'array', maxItems: LIMITS.values, uniqueItems: true, items: ref('scalar') },
  test: { anyOf: [ref('scalar'), ref('scalars'), operators(OPERATORS)] },
  segmentName: { type: 'string', pattern: KEY_PATTERN },
  segmentNames: { type: 'array', minItems: 1, items: ref('segmentName') },
  segmentTest: {
    anyOf: [
      ref('segmentName'),
      ref('segmentNames'),
      object([], { not: ref('segmentTest'), in: ref('segmentNames'), not_in: ref('segmentNames') }, 1),
    ],
  },
  pin: members<typeof PIN_KEYS>(['condition', 'value'], {
    condition: condition('pin'),
    value: ref('scalar'),
    reason: TEXT,
    until: DAY,
  }),
  valueRule: members<typeof VALUE_RULE_KEYS>(['condition', 'value'], {
    name: { type: 'string', pattern: RULE_NAME_PATTERN },
    condition: condition('value-rule'),
    value: ref('scalar'),
  }),
  splitRule: members<typeof SPLIT_RULE_KEYS>(['name', 'condition', 'split', 'control'], {
    name: { type: 'string', pattern: RULE_NAME_PATTERN },
    condition: condition('split-rule'),
    split: { type: 'array', minItems: 2, maxItems: LIMITS.values, items: ref('arm') },
    control: ref('scalar'),
  }),
  arm: members<typeof ARM_KEYS>(['value', 'weight'], {
    value: ref('scalar'),
    weight: { type: 'integer', minimum: 1, maximum: MAX_TOTAL_WEIGHT },
  }),
};

/**
 * The flag document (or a single flag) as a draft-04 JSON Schema for AppConfig's own validator, built from the tables the parser follows.
 * It accepts every document that `parseFlagDocument` accepts; what takes more than shapes (segments that exist, one flag in motion, safe
 * patterns, days that exist, one type a flag) only the parser refuses.
 */
export const flagDocumentSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'Flag document',
  anyOf: [DOCUMENT, flag({ version: VERSION, ...FLAG_MEMBERS })],
  definitions: DEFINITIONS,
};

function ref(definition: string): JsonSchema {
  return { $ref: `#/definitions/${definition}` };
}

function object(required: readonly string[], properties: JsonSchema, minProperties = 0): JsonSchema {
  return {
    type: 'object',
    // Draft-04 does not allow an empty list here.
    ...(required.length > 0 ? { required } : {}),
    ...(minProperties > 0 ? { minProperties } : {}),
    properties,
    additionalProperties: false,
  };
}

function members<Keys extends readonly string[]>(
  required: readonly Keys[number][],
  properties: Members<Keys>,
): JsonSchema {
  return object(required, properties);
}

function flag(properties: JsonSchema): JsonSchema {
  return { ...object(['flag', 'default'], properties), not: { allOf: [IS_PERMANENT, IS_DATED] } };
}

function operators(table: Readonly<Record<string, OperandKind>>): JsonSchema {
  const properties = Object.entries(table).map(([name, kind]) => [name, OPERANDS[kind]]);
  return object([], Object.fromEntries(properties), 1);
}

function condition(place: ConditionPlace): JsonSchema {
  const bucketing = place === 'value-rule' || place === 'split-rule';
  const reserved = {
    segment: ref('segmentTest'),
    rollout_percentage: place === 'value-rule' ? { type: 'number', minimum: 0, maximum: 100 } : NOTHING,
    bucket_by: bucketing ? { type: 'string', pattern: ATTRIBUTE_PATTERN } : NOTHING,
    salt: bucketing ? TEXT : NOTHING,
    hash: bucketing ? { enum: HASHES } : NOTHING,
  };
  const others = `^(?!(${Object.keys(reserved).join('|')})$)${ATTRIBUTE_PATTERN.slice(1)}`;
  return {
    type: 'object',
    properties: reserved,
    patternProperties: { [others]: ref('test') },
    additionalProperties: false,
    ...(place === 'value-rule'
      ? { dependencies: Object.fromEntries(DEALING_KEYS.map((key) => [key, ['rollout_percentage']])) }
      : {}),
  };
}
