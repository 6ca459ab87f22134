import type {
  ExtensionAssociations as AssociationPage,
  CreateExtensionAssociationRequest,
  DeleteExtensionAssociationRequest,
  ExtensionAssociation,
  GetExtensionAssociationRequest,
  ListExtensionAssociationsRequest,
  UpdateExtensionAssociationRequest,
} from '@aws-sdk/client-appconfig';
import type { Arns } from './arns.ts';
import { badRequest } from './errors.ts';
import type { ExtensionRecord, Extensions } from './extensions.ts';
import type { IdGenerator } from './id-generator.ts';
import { given, required } from './input.ts';
import { pageOf } from './page.ts';
import { ResourceStore } from './resource-store.ts';

export type AssociationRecord = ExtensionAssociation & {
  readonly Id: string;
  readonly Arn: string;
  readonly ExtensionArn: string;
  readonly ResourceArn: string;
};

/** Which extensions are called for which application, environment or profile. */
export class ExtensionAssociations {
  readonly #store = new ResourceStore<AssociationRecord>('ExtensionAssociation');
  readonly #extensions: Extensions;
  readonly #ids: IdGenerator;
  readonly #arns: Arns;

  constructor(extensions: Extensions, ids: IdGenerator, arns: Arns) {
    this.#extensions = extensions;
    this.#ids = ids;
    this.#arns = arns;
  }

  /** Throws `BadRequestException` when a parameter the extension requires is missing. */
  create(input: CreateExtensionAssociationRequest): ExtensionAssociation {
    const { ExtensionIdentifier, ExtensionVersionNumber, ResourceIdentifier, Parameters } = input;
    const extension = this.#extensions.get({ ExtensionIdentifier, VersionNumber: ExtensionVersionNumber });
    checkParameters(extension, Parameters);
    const Id = this.#ids.next();
    return this.#store.put({
      Id,
      Arn: this.#arns.association(Id),
      ExtensionArn: extension.Arn,
      ExtensionVersionNumber: extension.VersionNumber,
      ResourceArn: required(ResourceIdentifier, 'ResourceIdentifier'),
      ...given({ Parameters }),
    });
  }

  get({ ExtensionAssociationId }: GetExtensionAssociationRequest): AssociationRecord {
    return this.#store.get(required(ExtensionAssociationId, 'ExtensionAssociationId'));
  }

  /** In the order they were made, which is the order they are called in. */
  of(resourceArns: readonly string[]): AssociationRecord[] {
    return this.#store.all().filter(({ ResourceArn }) => resourceArns.includes(ResourceArn));
  }

  isUsed(extension: ExtensionRecord): boolean {
    return this.#store.all().some(({ ExtensionArn }) => ExtensionArn === extension.Arn);
  }

  list(input: ListExtensionAssociationsRequest): AssociationPage {
    const { ResourceIdentifier, ExtensionIdentifier, ExtensionVersionNumber } = input;
    const arn =
      ExtensionIdentifier === undefined
        ? undefined
        : this.#extensions.get({ ExtensionIdentifier, VersionNumber: ExtensionVersionNumber }).Arn;
    const summaries = this.#store
      .all()
      .filter(({ ResourceArn }) => ResourceIdentifier === undefined || ResourceArn === ResourceIdentifier)
      .filter(({ ExtensionArn }) => arn === undefined || ExtensionArn === arn)
      .map(({ Id, ExtensionArn, ResourceArn }) => ({ Id, ExtensionArn, ResourceArn }));
    return pageOf(summaries, input);
  }

  update({ ExtensionAssociationId, Parameters }: UpdateExtensionAssociationRequest): ExtensionAssociation {
    const association = this.get({ ExtensionAssociationId });
    checkParameters(this.#extensions.get({ ExtensionIdentifier: association.ExtensionArn }), Parameters);
    return this.#store.put({ ...association, ...given({ Parameters }) });
  }

  delete({ ExtensionAssociationId }: DeleteExtensionAssociationRequest): void {
    this.#store.delete(required(ExtensionAssociationId, 'ExtensionAssociationId'));
  }
}

function checkParameters(extension: ExtensionRecord, parameters: Record<string, string> = {}): void {
  const missing = Object.entries(extension.Parameters ?? {})
    .filter(([name, { Required }]) => Required === true && !Object.hasOwn(parameters, name))
    .map(([name]) => name);
  if (missing.length > 0) {
    throw badRequest(`Parameters lacks ${missing.join(', ')}, which extension ${extension.Name} requires`);
  }
}
