import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetInput,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { ACCOUNT } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { CloudFormation } from '../../../local/cloudformation/cloudformation.ts';
import { cloudFormationHandler } from '../../../local/cloudformation/http.ts';
import { Random } from '../../../local/random.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { Shelf } from './shelf.ts';

export const START = Date.UTC(2026, 0, 1);

export interface Definition {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

/** A template's text; other sections by name. */
export function aTemplate(
  resources: Readonly<Record<string, Definition>>,
  sections: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ ...sections, Resources: resources });
}

export function aTopic(
  properties: Readonly<Record<string, unknown>> = {},
  attributes: object = {},
): Definition {
  return { Type: 'AWS::SNS::Topic', Properties: properties, ...attributes };
}

export function aLogGroup(
  properties: Readonly<Record<string, unknown>> = {},
  attributes: object = {},
): Definition {
  return { Type: 'AWS::Logs::LogGroup', Properties: properties, ...attributes };
}

type Options = Partial<Omit<CreateChangeSetInput, 'StackName' | 'TemplateBody'>> &
  Pick<ExecuteChangeSetInput, 'DisableRollback'>;

/** An engine, and everything that it works with. */
export function aWorld() {
  const clock = new VirtualClock(START);
  const shelf = new Shelf();
  const parameters = new Map<string, string>();
  const templates = new Map<string, string>();
  const found = (values: ReadonlyMap<string, string>, name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`there is no ${name}`);
    return value;
  };
  const engine = new CloudFormation({
    ...{ clock, account: ACCOUNT, random: new Random(1), providers: shelf.providers },
    templates: async (url) => found(templates, url),
    parameters: (name) => found(parameters, name),
  });
  return { clock, shelf, parameters, templates, engine };
}

/** An engine behind loopback, the SDK's own client, and the resources it makes. */
export class Scene {
  readonly client: CloudFormationClient;
  readonly engine: CloudFormation;
  readonly clock: VirtualClock;
  readonly shelf: Shelf;
  /** Values in the SSM parameter store. */
  readonly parameters: Map<string, string>;
  /** Texts by `TemplateURL`. */
  readonly templates: Map<string, string>;

  #sets = 0;

  constructor(client: CloudFormationClient, world: ReturnType<typeof aWorld>) {
    this.client = client;
    ({
      engine: this.engine,
      clock: this.clock,
      shelf: this.shelf,
      parameters: this.parameters,
      templates: this.templates,
    } = world);
  }

  #nextSet(): number {
    this.#sets += 1;
    return this.#sets;
  }

  /** Makes a change set, of the type that the stack needs. */
  async plan(body: string, { DisableRollback: _, ...options }: Options = {}, name = 'app') {
    const exists = await this.stack(name).then(
      ({ StackStatus }) => StackStatus !== 'REVIEW_IN_PROGRESS',
      () => false,
    );
    const made = await this.client.send(
      new CreateChangeSetCommand({
        ...{ StackName: name, TemplateBody: body, ChangeSetType: exists ? 'UPDATE' : 'CREATE' },
        ...{ ChangeSetName: `set-${this.#nextSet()}`, ...options },
      }),
    );
    return { StackName: made.StackId, ChangeSetName: made.Id };
  }

  /** What a change set for the template would do. */
  async forecast(body: string, options: Options = {}, name = 'app'): Promise<DescribeChangeSetOutput> {
    return this.client.send(new DescribeChangeSetCommand(await this.plan(body, options, name)));
  }

  /** Makes or changes a stack by a change set, and waits for its end. */
  async deploy(body: string, options: Options = {}, name = 'app'): Promise<Stack> {
    const changeSet = await this.plan(body, options, name);
    const { DisableRollback } = options;
    await this.client.send(new ExecuteChangeSetCommand({ ...changeSet, DisableRollback }));
    await this.engine.settled();
    return this.stack(changeSet.StackName);
  }

  /** Deletes a stack, waits for its end, and finds it by its ARN. */
  async destroy(name = 'app'): Promise<Stack> {
    const { StackId } = await this.stack(name);
    await this.client.send(new DeleteStackCommand({ StackName: name }));
    await this.engine.settled();
    return this.stack(StackId);
  }

  async stack(name = 'app'): Promise<Stack> {
    const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: name }));
    return stack ?? Promise.reject(new Error(`DescribeStacks answered no ${name}`));
  }

  async outputs(name = 'app'): Promise<Readonly<Record<string, string | undefined>>> {
    const { Outputs = [] } = await this.stack(name);
    return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
  }

  /** `LogicalId STATUS`, oldest first, from the latest operation on. */
  async story(name = 'app'): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: name }));
    const lines = StackEvents.map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);
    const beginnings = ['CREATE', 'UPDATE', 'DELETE'].map(
      (verb) => `${StackEvents[0]?.StackName} ${verb}_IN_PROGRESS`,
    );
    const begun = lines.findIndex((line) => beginnings.includes(line));
    return lines.slice(0, begun + 1).reverse();
  }

  /** Why the resource, or the stack by its name, came to the status. */
  async reason(logicalId: string, status: string, name = 'app'): Promise<string | undefined> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: name }));
    return StackEvents.find((one) => one.LogicalResourceId === logicalId && one.ResourceStatus === status)
      ?.ResourceStatusReason;
  }
}

/** A scene until the running test is over. */
export async function aScene(): Promise<Scene> {
  const world = aWorld();
  const { client } = await connect(CloudFormationClient, cloudFormationHandler(world.engine));
  return new Scene(client, world);
}
