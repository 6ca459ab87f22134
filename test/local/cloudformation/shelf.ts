import type {
  Properties,
  ResourceModel,
  ResourceProvider,
  ResourceProviders,
} from '../../../local/cloudformation/resource-provider.ts';

/** A call of a provider, such as `delete AWS::SNS::Topic`. */
export interface Call {
  readonly verb: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly logicalId: string;
  readonly properties: Properties;
}

interface Item {
  readonly type: string;
  readonly logicalId: string;
  properties: Properties;
}

/** Identifiers and attributes by type, of the n-th resource made. */
const MODELS: Readonly<
  Record<string, (number: number, properties: Properties, name: string) => ResourceModel>
> = {
  'AWS::AppConfig::Application': (number) => ({ ApplicationId: `app${number}` }),
  'AWS::AppConfig::HostedConfigurationVersion': () => ({ VersionNumber: 1 }),
  'AWS::CDK::Metadata': () => ({}),
  'AWS::Events::Rule': (_, { Name }, name) => ({ Name: Name ?? name, Arn: `arn:rule/${name}` }),
  'AWS::IAM::Role': (_, { RoleName }, name) => ({ RoleName: RoleName ?? name, Arn: `arn:role/${name}` }),
  'AWS::Lambda::Permission': (number) => ({ Id: `statement-${number}` }),
  'AWS::Logs::LogGroup': (_, { LogGroupName }, name) => ({
    LogGroupName: LogGroupName ?? name,
    Arn: `arn:logs/${name}`,
  }),
  'AWS::S3::AccessPoint': (_, { Name }, name) => ({ Name: Name ?? name }),
  'AWS::SNS::Topic': (_, { TopicName }, name) => ({
    TopicName: TopicName ?? name,
    TopicArn: `arn:sns/${String(TopicName ?? name)}`,
  }),
};

/** Resources in memory, and providers that keep them: what exists is what is on the shelf. */
export class Shelf {
  readonly calls: string[] = [];
  /** Decides what goes wrong: a text is the message that a call is refused with. */
  refuse: (call: Call) => string | Error | undefined = () => undefined;
  /** Awaited in each call. */
  during: (call: Call) => Promise<void> = async () => {};
  readonly providers: ResourceProviders;
  readonly #items = new Map<number, Item>();
  #made = 0;

  constructor() {
    this.providers = Object.fromEntries(Object.keys(MODELS).map((type) => [type, this.#provider(type)]));
  }

  /** Properties of what exists by logical id; several under one id when one has taken another's place. */
  contents(): Readonly<Record<string, readonly Properties[]>> {
    const items = [...this.#items.values()];
    const of = (logicalId: string) => items.filter((item) => item.logicalId === logicalId);
    return Object.fromEntries(
      items.map(({ logicalId }) => [logicalId, of(logicalId).map(({ properties }) => properties)]),
    );
  }

  #provider(type: string): ResourceProvider {
    return {
      create: async ({ properties, logicalId, generatedName }) => {
        await this.#called({ verb: 'create', type, logicalId, properties });
        this.#made += 1;
        this.#items.set(this.#made, { type, logicalId, properties });
        return { ...MODELS[type]?.(this.#made, properties, generatedName), shelf: this.#made };
      },
      update: async (model, { properties, logicalId }) => {
        const item = this.#item(model);
        // The change is made before it is refused: a failed update may leave anything behind.
        item.properties = properties;
        await this.#called({ verb: 'update', type, logicalId, properties });
        const { shelf, ...rest } = model;
        const attributes = MODELS[type]?.(Number(shelf), {}, '') ?? {};
        return { shelf, ...Object.fromEntries(Object.keys(attributes).map((name) => [name, rest[name]])) };
      },
      delete: async (model) => {
        const { logicalId, properties } = this.#item(model);
        await this.#called({ verb: 'delete', type, logicalId, properties });
        this.#items.delete(Number(model.shelf));
      },
    };
  }

  #item({ shelf }: ResourceModel): Item {
    const item = this.#items.get(Number(shelf));
    if (item === undefined) throw new Error(`nothing is at place ${String(shelf)}`);
    return item;
  }

  async #called(call: Call): Promise<void> {
    this.calls.push(`${call.verb} ${call.logicalId}`);
    await this.during(call);
    const refusal = this.refuse(call);
    if (refusal !== undefined) throw refusal instanceof Error ? refusal : new Error(refusal);
  }
}
