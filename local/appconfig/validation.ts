import type { InvalidConfigurationDetail } from '@aws-sdk/client-appconfig';
import { invalidConfiguration } from './errors.ts';
import { assertContent } from './feature-flags/checked-definition.ts';
import type { FunctionInvoker } from './function-invoker.ts';
import { jsonSchemaProblems } from './json-schema.ts';
import type { ProfileRecord } from './profiles.ts';

/** What a validator is asked about. */
export interface ValidationSubject {
  readonly profile: ProfileRecord;
  /** Version number as text. */
  readonly version: string;
  readonly content: Uint8Array;
}

/** Runs the validators of a profile. Refusal = `BadRequestException` that holds what every validator said. */
export class Validation {
  readonly #functions: FunctionInvoker;

  constructor(functions: FunctionInvoker) {
    this.#functions = functions;
  }

  /** All validators, as for a deployment. */
  async check(subject: ValidationSubject): Promise<void> {
    assertContent(subject.profile, subject.content);
    const problems = schemaProblems(subject);
    for (const { Type, Content } of subject.profile.Validators) {
      if (Type === 'LAMBDA') problems.push(...(await this.#functionProblems(Content ?? '', subject)));
    }
    if (problems.length > 0) throw invalidConfiguration(problems);
  }

  /** The JSON Schemas only, which need nobody else. */
  checkSchemas(subject: ValidationSubject): void {
    const problems = schemaProblems(subject);
    if (problems.length > 0) throw invalidConfiguration(problems);
  }

  async #functionProblems(
    functionArn: string,
    { profile, version, content }: ValidationSubject,
  ): Promise<InvalidConfigurationDetail[]> {
    try {
      await this.#functions.invoke(functionArn, {
        applicationId: profile.ApplicationId,
        configurationProfileId: profile.Id,
        configurationVersion: version,
        content: Buffer.from(content).toString('base64'),
        uri: profile.LocationUri,
      });
      return [];
    } catch (error) {
      return [{ Type: 'LAMBDA', Reason: (error as Error).message }];
    }
  }
}

function schemaProblems({ profile, content }: ValidationSubject): InvalidConfigurationDetail[] {
  return profile.Validators.filter(({ Type }) => Type === 'JSON_SCHEMA').flatMap(({ Content }) =>
    jsonSchemaProblems(Content ?? '', content),
  );
}
