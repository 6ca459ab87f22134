import type {
  ConfigurationProfile,
  ConfigurationProfiles,
  CreateConfigurationProfileRequest,
  DeleteConfigurationProfileRequest,
  GetConfigurationProfileRequest,
  ListConfigurationProfilesRequest,
  UpdateConfigurationProfileRequest,
  Validator,
} from '@aws-sdk/client-appconfig';
import { FEATURE_FLAGS } from '../../cli/convert/appconfig-flags/definition.ts';
import { ApplicationChildren } from './application-children.ts';
import { badRequest } from './errors.ts';
import type { IdGenerator } from './id-generator.ts';
import { given, named, required } from './input.ts';
import { assertJsonSchema } from './json-schema.ts';
import { pageOf } from './page.ts';

export type ProfileRecord = ConfigurationProfile & {
  readonly ApplicationId: string;
  readonly Id: string;
  readonly Name: string;
  readonly LocationUri: string;
  readonly Type: string;
  readonly Validators: Validator[];
};

const TYPES: readonly string[] = ['AWS.Freeform', FEATURE_FLAGS];
const MOST_VALIDATORS = 2;
const LONGEST_VALIDATOR = 32_768;

/** Configuration profiles: hosted only, free-form or feature flags; 100 an application, 2 validators each. */
export class Profiles {
  readonly #children = new ApplicationChildren<ProfileRecord>('ConfigurationProfile', 100);
  readonly #ids: IdGenerator;

  constructor(ids: IdGenerator) {
    this.#ids = ids;
  }

  create(input: CreateConfigurationProfileRequest): ConfigurationProfile {
    const {
      ApplicationId,
      Name,
      Description,
      LocationUri,
      Validators,
      KmsKeyIdentifier,
      Type = 'AWS.Freeform',
    } = input;
    if (required(LocationUri, 'LocationUri') !== 'hosted') {
      throw badRequest(`LocationUri is ${LocationUri}; this model stores configurations itself, use hosted`);
    }
    if (!TYPES.includes(Type)) throw badRequest(`Type is ${Type}; this model knows ${TYPES.join(' and ')}`);
    checkValidators(Validators ?? [], Type);
    return this.#children.of(ApplicationId).put({
      ApplicationId: required(ApplicationId, 'ApplicationId'),
      Id: this.#ids.next(),
      Name: named(Name, 'Name'),
      LocationUri: 'hosted',
      Type,
      Validators: Validators ?? [],
      ...given({ Description, KmsKeyIdentifier }),
    });
  }

  get({ ApplicationId, ConfigurationProfileId }: GetConfigurationProfileRequest): ProfileRecord {
    return this.#children.of(ApplicationId).get(required(ConfigurationProfileId, 'ConfigurationProfileId'));
  }

  resolve(applicationId: string, idOrName: string): ProfileRecord {
    return this.#children.of(applicationId).resolve(idOrName);
  }

  list(input: ListConfigurationProfilesRequest): ConfigurationProfiles {
    const profiles = this.#children
      .of(input.ApplicationId)
      .all()
      .filter(({ Type }) => input.Type === undefined || Type === input.Type)
      .map(({ Validators, ApplicationId, Id, Name, LocationUri, Type }) => ({
        ...{ ApplicationId, Id, Name, LocationUri, Type },
        ValidatorTypes: Validators.map((validator) => required(validator.Type, 'Type')),
      }));
    return pageOf(profiles, input);
  }

  update(input: UpdateConfigurationProfileRequest): ConfigurationProfile {
    const { Name, Description, Validators, KmsKeyIdentifier } = input;
    if (Name !== undefined) named(Name, 'Name');
    const before = this.get(input);
    if (Validators !== undefined) checkValidators(Validators, before.Type);
    const next = { ...before, ...given({ Name, Description, Validators, KmsKeyIdentifier }) };
    return this.#children.of(input.ApplicationId).put(next);
  }

  delete({ ApplicationId, ConfigurationProfileId }: DeleteConfigurationProfileRequest): void {
    this.#children.of(ApplicationId).delete(required(ConfigurationProfileId, 'ConfigurationProfileId'));
  }
}

function checkValidators(validators: readonly Validator[], profileType: string): void {
  if (validators.length > MOST_VALIDATORS) {
    throw badRequest(`Validators has ${validators.length} entries, allowed are at most ${MOST_VALIDATORS}`);
  }
  for (const { Type, Content } of validators) {
    const content = required(Content, 'Validators.Content');
    if (content.length > LONGEST_VALIDATOR) {
      throw badRequest(
        `a validator has ${content.length} characters, allowed are at most ${LONGEST_VALIDATOR}`,
      );
    }
    if (required(Type, 'Validators.Type') !== 'JSON_SCHEMA') continue;
    if (profileType === FEATURE_FLAGS) {
      throw badRequest(`a JSON_SCHEMA validator is not for profiles of ${FEATURE_FLAGS}; use LAMBDA`);
    }
    assertJsonSchema(content);
  }
}
