import type { CreateChangeSetInput } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { type Forecast, forecast } from './forecast.ts';
import { prepareRevision, type RevisionInput } from './prepared-revision.ts';
import type { ResourceProviders } from './resource-provider.ts';
import { ResourceSchemas } from './resource-schema.ts';
import { ResourceWork } from './resource-work.ts';
import type { Revision } from './revision.ts';
import { type ChangeSet, Stack } from './stack.ts';
import { StackOperations } from './stack-operations.ts';

/** What CloudFormation works with. */
export interface CloudFormationOptions {
  readonly clock: Clock;
  readonly providers: ResourceProviders;
  /** Text of a template by its URL, which is never fetched: it names bucket and key in S3. */
  readonly templates: (url: string) => Promise<string>;
  /** Value in the SSM parameter store by name; throws when it has none. */
  readonly parameters: (name: string) => string;
  readonly account: { readonly id: string; readonly region: string };
  readonly random: Random;
}

/** A revision and what it would change. */
interface Revised extends Forecast {
  readonly revision: Revision;
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Makes stacks, revisions and change sets, and carries the operations out that take time. */
export class Workshop {
  readonly #options: CloudFormationOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: CloudFormationOptions) {
    this.#options = options;
  }

  stack(stackName: string): Stack {
    const { account, clock } = this.#options;
    const stackId = `${this.#arn('stack', stackName)}/${this.#uuid()}`;
    return new Stack({ stackId, stackName, account }, clock);
  }

  /** Throws `ValidationError` and `InsufficientCapabilitiesException` for what could not be carried out. */
  async revise(stack: Stack, input: RevisionInput): Promise<Revised> {
    const { templates, providers, parameters: stored } = this.#options;
    const schemas = await ResourceSchemas.load();
    const sources = { templates, providers, stored, schemas };
    const revision = await prepareRevision(stack, input, sources);
    return { revision, ...forecast({ stack, revision, schemas }) };
  }

  /** Throws as `revise` does; that nothing would change is told by the change set's status. */
  async changeSet(stack: Stack, name: string, input: CreateChangeSetInput): Promise<ChangeSet> {
    const { revision, changes, hasChanges } = await this.revise(stack, input);
    return {
      id: `${this.#arn('changeSet', name)}/${this.#uuid()}`,
      ...{ name, revision, changes, description: input.Description },
      createdAt: stack.moment(),
      status: hasChanges ? 'CREATE_COMPLETE' : 'FAILED',
      statusReason: hasChanges ? undefined : NO_CHANGES,
      executionStatus: hasChanges ? 'AVAILABLE' : 'UNAVAILABLE',
      onFailure: input.OnStackFailure ?? 'ROLLBACK',
    };
  }

  /** Begins an operation, and does not wait for its end. */
  async begin(stack: Stack, operate: (operations: StackOperations) => Promise<void>): Promise<void> {
    const { providers, random } = this.#options;
    const schemas = await ResourceSchemas.load();
    const work = new ResourceWork(stack, { providers, schemas, random });
    const operation = operate(new StackOperations(stack, { work, schemas }));
    const running = operation.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when no operation is under way any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #arn(kind: string, name: string): string {
    const { region, id } = this.#options.account;
    return `arn:aws:cloudformation:${region}:${id}:${kind}/${name}`;
  }

  #uuid(): string {
    const digits = (count: number): string =>
      Array.from({ length: count }, () => this.#options.random.integer(16).toString(16)).join('');
    return [8, 4, 4, 4, 12].map(digits).join('-');
  }
}
