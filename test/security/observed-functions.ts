import { AGENT_ENV } from '../../lambda/contract.ts';
import type { Models } from '../../lib/model-config.ts';
import { agentHandler } from '../../local/appconfig/agent-http.ts';
import { AppConfigAgent } from '../../local/appconfig/appconfig-agent.ts';
import type { DeployedConfigurations } from '../../local/appconfig/deployed.ts';
import type { FunctionInvoker } from '../../local/appconfig/function-invoker.ts';
import type { Clock } from '../../local/clock.ts';
import { type HttpHandler, serveLoopback } from '../../local/http/loopback-server.ts';
import type { Variables } from '../../local/rehearsal/rehearsed-resources.ts';
import { LambdaHost } from '../runtime/lambda-host.ts';
import type { CallLog } from './call-log.ts';
import { agentCalls, observed } from './iam-calls.ts';
import type { Call } from './permission.ts';
import { type HostedProperties, keyCalls, lambdaCalls } from './service-calls.ts';
import type { SynthesizedVariant } from './synthesized-variant.ts';

export interface ObservedFunctionsOptions {
  readonly variant: SynthesizedVariant;
  /** Environment variables of each function, by ARN. */
  readonly variables: ReadonlyMap<string, Variables>;
  /** Every service that functions call. */
  readonly aws: HttpHandler;
  /** What the AppConfig agent beside a function asks. */
  readonly source: DeployedConfigurations;
  readonly clock: Clock;
  readonly models: Models;
  readonly calls: CallLog;
  /** ARN of the key that documents are encrypted with; `undefined` = none of the stage's. */
  readonly keyArn: () => string | undefined;
}

interface FunctionProperties extends HostedProperties {
  readonly Handler: string;
  readonly Role: { readonly 'Fn::GetAtt': readonly [string, string] };
}

/** The artefacts of a template, each in a process of its own with its own SDK clients; what they ask is written down. */
export class ObservedFunctions implements FunctionInvoker {
  readonly #options: ObservedFunctionsOptions;
  readonly #hosts = new Map<string, Promise<LambdaHost>>();
  readonly #open: { close(): Promise<void> }[] = [];

  constructor(options: ObservedFunctionsOptions) {
    this.#options = options;
  }

  /** Rejects when the function does. */
  async invoke(functionArn: string, event: unknown): Promise<unknown> {
    const starting = this.#hosts.get(functionArn) ?? this.#start(functionArn);
    this.#hosts.set(functionArn, starting);
    const { role, properties } = this.#identity(functionArn);
    this.#options.calls.add(role, ...lambdaCalls(properties));
    const { reply } = await (await starting).invoke(event);
    return reply;
  }

  async close(): Promise<void> {
    for (const resource of this.#open.splice(0).reverse()) await resource.close();
  }

  async #start(functionArn: string): Promise<LambdaHost> {
    const { aws, models, variables, variant } = this.#options;
    const { id, role, handler } = this.#identity(functionArn);
    const byCode = { 'lambda:SourceFunctionArn': functionArn };
    const server = await serveLoopback(
      observed(aws, models, (call) => this.#note(role, { ...call, context: { ...call.context, ...byCode } })),
    );
    this.#open.push(server);
    const given = variables.get(functionArn) ?? {};
    const host = await LambdaHost.start({
      directory: variant.artefacts.get(id) ?? '',
      handler,
      variables: { ...given, AWS_ENDPOINT_URL: server.url, ...(await this.#agent(given, role)) },
    });
    this.#open.push(host);
    return host;
  }

  /** The agent of a function that reads flags, and where the function finds it. */
  async #agent(given: Variables, role: string): Promise<Variables> {
    const { [AGENT_ENV.prefetchList]: prefetch } = given;
    if (prefetch === undefined) return {};
    const { clock, source } = this.#options;
    const deployed: DeployedConfigurations['deployed'] = (...of) => {
      for (const call of agentCalls(...of)) this.#note(role, call);
      return source.deployed(...of);
    };
    const agent = new AppConfigAgent({ clock, source: { deployed }, prefetch: prefetch.split(',') });
    const server = await serveLoopback(agentHandler(agent));
    this.#open.push(server);
    return { [AGENT_ENV.httpPort]: String(server.port) };
  }

  /** Writes down what was asked in the name of a role, and what AppConfig asks in turn. */
  #note(role: string, call: Call): void {
    const { calls, keyArn } = this.#options;
    calls.add(role, call, ...keyCalls(call, keyArn()));
  }

  #identity(functionArn: string) {
    const id = functionArn.split(':').at(-1) ?? '';
    const { Properties } = this.#options.variant.template.Resources[id] ?? {};
    const properties = Properties as unknown as FunctionProperties;
    return { id, properties, handler: properties.Handler, role: properties.Role['Fn::GetAtt'][0] };
  }
}
