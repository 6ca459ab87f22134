import type { ConverseRequest, ConverseResponse } from '@aws-sdk/client-bedrock-runtime';
import { AGENT_ENV, type Catalogue, ENV } from '../../lambda/contract.ts';
import { agentHandler } from '../../local/appconfig/agent-http.ts';
import type { AgentFault } from '../../local/appconfig/agent-reply.ts';
import { AppConfigAgent } from '../../local/appconfig/appconfig-agent.ts';
import { Bedrock } from '../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../local/bedrock/http.ts';
import type { ModelScript } from '../../local/bedrock/model-script.ts';
import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  serveLoopback,
} from '../../local/http/loopback-server.ts';
import { Random } from '../../local/random.ts';
import { aScript } from '../local/bedrock/builders.ts';
import { type Invocation, LambdaHost } from './lambda-host.ts';
import { LoopbackStage } from './loopback-stage.ts';

/** One call of Converse, as Bedrock saw it. */
export interface Conversation {
  readonly modelId: string;
  readonly request: ConverseRequest;
  /** Missing when the model failed. */
  response?: ConverseResponse;
}

export interface Answered extends Invocation {
  /** The metric record it printed. */
  readonly record: MetricRecord;
}

type MetricRecord = Readonly<Record<string, unknown>> & {
  readonly _aws: { readonly CloudWatchMetrics: readonly unknown[] };
};

export interface ColdStart {
  /** Whether somebody listens on the agent's port; default true. */
  readonly withAgent?: boolean;
  /** What is wrong with the agent from the start. */
  readonly agentFault?: AgentFault;
  /** What is different of a model from one that never fails, by value of the model flag. */
  readonly models?: Readonly<Record<string, Partial<ModelScript>>>;
  /** Environment variables that differ from the template's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The inference artefact in one execution environment: an agent of its own beside it, Bedrock and CloudWatch around it. */
export class InferenceBench {
  readonly stage: LoopbackStage;
  readonly conversations: Conversation[] = [];
  /** What is wrong with the agent. */
  agentFault: AgentFault | undefined;
  /** Who answers for Bedrock; scripted models unless replaced. */
  bedrock: HttpHandler = () => ({ status: 503 });
  readonly #open: { close(): Promise<void> }[] = [];
  #host: LambdaHost | undefined;
  #agentPort = 0;

  private constructor(stage: LoopbackStage) {
    this.stage = stage;
  }

  static async open(): Promise<InferenceBench> {
    return new InferenceBench(await LoopbackStage.open());
  }

  get host(): LambdaHost {
    if (this.#host === undefined) throw new Error('there is no execution environment: start it cold first');
    return this.#host;
  }

  /** Starts the execution environment. */
  async coldStart({
    withAgent = true,
    agentFault,
    models = {},
    variables = {},
  }: ColdStart = {}): Promise<void> {
    this.agentFault = agentFault;
    this.bedrock = scriptedBedrock(this.stage, models);
    const aws = await serveLoopback((request) => this.#converse(request));
    this.#open.push(aws);
    const agent = await this.startAgent();
    if (!withAgent) await agent.close();
    const places = { [AGENT_ENV.httpPort]: String(this.#agentPort), AWS_ENDPOINT_URL: aws.url };
    const { inference } = this.stage;
    this.#host = await LambdaHost.start({
      ...inference,
      variables: { ...inference.variables, ...places, ...variables },
    });
    this.#open.push(this.#host);
  }

  /** Starts an agent with an empty cache, on the port the function knows. */
  async startAgent(): Promise<{ close(): Promise<void> }> {
    const { clock, appConfig, inference } = this.stage;
    const agent = new AppConfigAgent({
      clock,
      source: appConfig,
      pollIntervalMs: Number(inference.variables[AGENT_ENV.pollIntervalSeconds]) * 1000,
      prefetch: (inference.variables[AGENT_ENV.prefetchList] ?? '').split(','),
      fault: () => this.agentFault,
    });
    const server = await serveLoopback(agentHandler(agent), this.#agentPort);
    this.#agentPort = server.port;
    this.#open.push(server);
    return server;
  }

  /** Invokes the function, and lets CloudWatch take what it printed. Throws unless that was one line. */
  async invoke(event: unknown): Promise<Answered> {
    const invocation = await this.host.invoke(event);
    const [line, ...others] = invocation.printed;
    if (line === undefined || others.length > 0) {
      throw new Error(`got ${invocation.printed.length} lines for one event, allowed is one: its record`);
    }
    this.stage.cloudWatch.ingestLog(line);
    return { ...invocation, record: JSON.parse(line) };
  }

  async close(): Promise<void> {
    for (const resource of this.#open.splice(0)) await resource.close();
  }

  async #converse(request: HttpRequest): Promise<HttpResponse> {
    const modelId = decodeURIComponent(request.path.split('/')[2] ?? '');
    const conversation: Conversation = { modelId, request: JSON.parse(request.body.toString()) };
    this.conversations.push(conversation);
    const reply = await this.bedrock(request);
    conversation.response = JSON.parse(String(reply.body));
    return reply;
  }
}

/** Every model of the catalogue, answering at once. */
function scriptedBedrock(
  { clock, inference }: LoopbackStage,
  changes: Readonly<Record<string, Partial<ModelScript>>>,
): HttpHandler {
  const catalogue: Catalogue = JSON.parse(inference.variables[ENV.catalogue] ?? '{}');
  const models = Object.fromEntries(
    Object.entries(catalogue).map(([name, { modelId }]) => [modelId, aScript(changes[name])]),
  );
  return bedrockHandler(new Bedrock({ clock, random: new Random(1), models }), { timeScale: 0 });
}
