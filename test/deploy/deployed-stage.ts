import {
  AppConfigClient,
  ListApplicationsCommand,
  ListDeploymentsCommand,
  ListEnvironmentsCommand,
} from '@aws-sdk/client-appconfig';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LocalEndpoint } from './local-endpoint.ts';

/** A stage as AWS's own interfaces show it, asked with the real clients. */
export class DeployedStage {
  readonly #name: string;
  readonly #stackName: string;
  readonly #appConfig: AppConfigClient;
  readonly #cloudFormation: CloudFormationClient;
  readonly #lambda: LambdaClient;
  #stackId: string | undefined;

  constructor(name: string, { url }: LocalEndpoint) {
    const options = {
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    this.#name = name;
    this.#stackName = `model-rollout-${name}`;
    this.#appConfig = new AppConfigClient(options);
    this.#cloudFormation = new CloudFormationClient(options);
    this.#lambda = new LambdaClient(options);
  }

  /** Of the stack, which is known by its id once it is gone. */
  async status(): Promise<string> {
    const { Stacks = [] } = await this.#cloudFormation.send(
      new DescribeStacksCommand({ StackName: this.#stackId ?? this.#stackName }),
    );
    this.#stackId = Stacks[0]?.StackId;
    return String(Stacks[0]?.StackStatus);
  }

  /** Status, and how many resources there are. */
  async summary(): Promise<string> {
    const status = await this.status();
    const { StackResources = [] } = await this.#cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: this.#stackId }),
    );
    const standing = StackResources.filter(
      ({ ResourceStatus }) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(String(ResourceStatus)),
    );
    return `${status}, ${standing.length} resources`;
  }

  /** Number and state of the environment's deployments, newest first. */
  async deployments(): Promise<readonly string[]> {
    const { Items: applications = [] } = await this.#appConfig.send(new ListApplicationsCommand());
    const ApplicationId = applications.find(({ Name }) => Name === this.#stackName)?.Id;
    const { Items: environments = [] } = await this.#appConfig.send(
      new ListEnvironmentsCommand({ ApplicationId }),
    );
    const EnvironmentId = environments.find(({ Name }) => Name === this.#name)?.Id;
    const { Items = [] } = await this.#appConfig.send(
      new ListDeploymentsCommand({ ApplicationId, EnvironmentId }),
    );
    return Items.map(({ DeploymentNumber, State }) => `${DeploymentNumber} ${State}`);
  }

  /** Hash of the code of the function whose logical id begins so. */
  async codeOf(construct: string): Promise<string> {
    const FunctionName = await this.#function(construct);
    const { Configuration } = await this.#lambda.send(new GetFunctionCommand({ FunctionName }));
    return String(Configuration?.CodeSha256);
  }

  /** Models that so many users are answered by. */
  async models(users: number): Promise<readonly string[]> {
    const FunctionName = await this.#function('Inference');
    const answered = new Set<string>();
    for (let user = 0; user < users; user += 1) {
      const messages = [{ role: 'user', content: 'Where is my parcel?' }];
      const event = { user: { user_id: `user-${user}` }, messages };
      const { Payload = '' } = await this.#lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      );
      answered.add(JSON.parse(Buffer.from(Payload).toString()).model);
    }
    return [...answered];
  }

  async #function(construct: string): Promise<string> {
    const { StackResources = [] } = await this.#cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: this.#stackName }),
    );
    const found = StackResources.find(
      ({ LogicalResourceId, ResourceType }) =>
        ResourceType === 'AWS::Lambda::Function' && LogicalResourceId?.startsWith(construct),
    );
    return String(found?.PhysicalResourceId);
  }
}
