/** Properties of a resource as the template has them, intrinsic functions carried out. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * What a resource knows of itself: identifiers and read-only attributes, under the names that the schema of its type has
 * for them. `Ref` and `Fn::GetAtt` are answered from here and from the properties.
 */
export type ResourceModel = Readonly<Record<string, unknown>>;

/** A resource as it is wanted. */
export interface ResourceRequest {
  readonly properties: Properties;
  readonly logicalId: string;
  readonly stackName: string;
  /** For a resource whose template names none: `STACK-LOGICALID-RANDOM`, 64 characters at most, new at each creation. */
  readonly generatedName: string;
}

/**
 * How resources of one type come to be, change and go, in whatever service they belong to. Each rejects with an `Error`
 * (of a service: a `ServiceError`), whose message becomes the resource's status reason.
 */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ResourceModel>;
  /** In place: called only where no changed property replaces the resource. */
  update(model: ResourceModel, request: ResourceRequest): Promise<ResourceModel>;
  delete(model: ResourceModel): Promise<void>;
}

/** Providers by CloudFormation type, such as `AWS::AppConfig::Environment`. */
export type ResourceProviders = Readonly<Record<string, ResourceProvider>>;
