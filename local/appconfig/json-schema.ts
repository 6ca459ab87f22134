import type { InvalidConfigurationDetail } from '@aws-sdk/client-appconfig';
import type { ErrorObject, ValidateFunction } from 'ajv-draft-04';
import ajvModule from 'ajv-draft-04';
import { badRequest } from './errors.ts';

/** Throws `BadRequestException` for text that is not a draft-04 JSON Schema, the only draft AppConfig knows. */
export function assertJsonSchema(schemaText: string): void {
  compile(schemaText);
}

/** What is wrong with a configuration by a draft-04 JSON Schema: every error at once, none = it is valid. */
export function jsonSchemaProblems(schemaText: string, content: Uint8Array): InvalidConfigurationDetail[] {
  const validate = compile(schemaText);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString('utf8'));
  } catch (error) {
    return [{ Type: 'JSON_SCHEMA', Reason: `the content is not JSON: ${(error as Error).message}` }];
  }
  return validate(value) ? [] : (validate.errors ?? []).map(toDetail);
}

function compile(schemaText: string): ValidateFunction {
  try {
    // `strict` would refuse schemas for style; AppConfig does not.
    const ajv = new ajvModule.default({ allErrors: true, strict: false, logger: false });
    return ajv.compile(JSON.parse(schemaText));
  } catch (error) {
    throw badRequest(
      `a JSON_SCHEMA validator holds no valid draft-04 JSON Schema: ${(error as Error).message}`,
    );
  }
}

function toDetail({ keyword, schemaPath, instancePath, message }: ErrorObject): InvalidConfigurationDetail {
  return {
    Type: 'JSON_SCHEMA',
    Constraint: keyword,
    Location: schemaPath,
    Reason: `${instancePath === '' ? 'the document' : instancePath} ${message ?? 'is not valid'}`,
  };
}
