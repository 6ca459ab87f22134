import { RUBRIC_LIMITS, RUBRIC_VERSION_PATTERN, SCALES } from './rubric-document.ts';

const text = (maxLength: number) => ({ type: 'string', pattern: '\\S', maxLength });

/**
 * The rubric document as a draft-04 JSON Schema, for AppConfig's own validator: it accepts exactly what
 * `parseRubricDocument` accepts. Draft-04 has no `const`, hence the one-valued `enum`.
 */
export const rubricDocumentSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'Rubrics by version, and references',
  type: 'object',
  required: ['version', 'rubrics'],
  additionalProperties: false,
  properties: {
    version: { enum: [1] },
    rubrics: {
      type: 'object',
      minProperties: 1,
      maxProperties: RUBRIC_LIMITS.rubrics,
      additionalProperties: false,
      patternProperties: {
        [RUBRIC_VERSION_PATTERN]: {
          type: 'object',
          required: ['criteria'],
          additionalProperties: false,
          properties: { criteria: text(RUBRIC_LIMITS.criteriaCharacters), scale: { enum: SCALES } },
        },
      },
    },
    references: {
      type: 'array',
      maxItems: RUBRIC_LIMITS.references,
      items: {
        type: 'object',
        required: ['question', 'answer'],
        additionalProperties: false,
        properties: {
          question: text(RUBRIC_LIMITS.referenceCharacters),
          answer: text(RUBRIC_LIMITS.referenceCharacters),
        },
      },
    },
  },
} as const;
