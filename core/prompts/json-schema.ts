import { FOREIGN_PLACEHOLDER_PATTERN, PROMPT_LIMITS, PROMPT_VERSION_PATTERN } from './prompt-document.ts';

/**
 * The prompt document as a draft-04 JSON Schema, for AppConfig's own validator: it accepts exactly what
 * `parsePromptDocument` accepts. Draft-04 has no `const`, hence the one-valued `enum`.
 */
export const promptDocumentSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  title: 'Prompts by version',
  type: 'object',
  required: ['version', 'prompts'],
  additionalProperties: false,
  properties: {
    version: { enum: [1] },
    prompts: {
      type: 'object',
      minProperties: 1,
      maxProperties: PROMPT_LIMITS.prompts,
      additionalProperties: false,
      patternProperties: {
        [PROMPT_VERSION_PATTERN]: {
          type: 'object',
          required: ['system'],
          additionalProperties: false,
          properties: {
            system: {
              type: 'string',
              maxLength: PROMPT_LIMITS.systemCharacters,
              pattern: '\\S',
              not: { pattern: FOREIGN_PLACEHOLDER_PATTERN },
            },
          },
        },
      },
    },
  },
} as const;
