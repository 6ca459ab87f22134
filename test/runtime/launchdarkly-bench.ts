import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_ENV, type Catalogue, ENV, SAFE_DEFAULT } from '../../lambda/contract.ts';
import { BUNDLE_HANDLER, bundleHandler } from '../../lib/handler-bundle.ts';
import { agentHandler } from '../../local/appconfig/agent-http.ts';
import { AppConfigAgent } from '../../local/appconfig/appconfig-agent.ts';
import { Bedrock } from '../../local/bedrock/bedrock.ts';
import { bedrockHandler } from '../../local/bedrock/http.ts';
import { jsonResponse } from '../../local/http/json-response.ts';
import { type HttpHandler, type HttpResponse, serveLoopback } from '../../local/http/loopback-server.ts';
import { LaunchDarkly, type LaunchDarklyItem } from '../../local/launchdarkly/launchdarkly.ts';
import { LaunchDarklyEndpoint } from '../../local/launchdarkly/launchdarkly-endpoint.ts';
import { Random } from '../../local/random.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';
import { aScript } from '../local/bedrock/builders.ts';
import { LambdaHost } from './lambda-host.ts';
import { LoopbackStage } from './loopback-stage.ts';

export const SDK_KEY = 'sdk-5f1c90aa-canary-key';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:launchdarkly-AbCdEf';

/** One answered event. */
export interface Answered {
  readonly reply: unknown;
  readonly record: Readonly<Record<string, unknown>>;
  readonly elapsedMs: number;
}

/** The inference artefact of LaunchDarkly in one execution environment, with all that it talks to on loopback. */
export class LaunchDarklyArtefact {
  readonly stage: LoopbackStage;
  readonly engine = new LaunchDarkly(SDK_KEY);
  readonly endpoint = new LaunchDarklyEndpoint(this.engine);
  readonly modelIds: string[] = [];
  /** What Secrets Manager answers; the key as text unless replaced. */
  secret: () => HttpResponse = () => jsonResponse(200, { Name: 'launchdarkly', SecretString: SDK_KEY });
  #host: LambdaHost | undefined;
  readonly #open: { close(): Promise<void> }[] = [];

  private constructor(stage: LoopbackStage) {
    this.stage = stage;
  }

  static async open(...flags: readonly LaunchDarklyItem[]): Promise<LaunchDarklyArtefact> {
    const artefact = new LaunchDarklyArtefact(await LoopbackStage.open());
    for (const flag of flags) artefact.engine.set('flags', flag);
    return artefact;
  }

  get host(): LambdaHost {
    if (this.#host === undefined) throw new Error('there is no execution environment: start it cold first');
    return this.#host;
  }

  /** Starts the execution environment; resolves to the milliseconds that took. */
  async coldStart(variables: Readonly<Record<string, string>> = {}): Promise<number> {
    const { stage } = this;
    const aws = await this.#serve(this.#aws());
    const agent = new AppConfigAgent({ clock: stage.clock, source: stage.appConfig });
    const agentAt = await this.#serve(agentHandler(agent));
    const { url } = await this.#serve(this.endpoint.handle);
    const directory = artefactOf(stage.inference.directory);
    const startedMs = performance.now();
    this.#host = await LambdaHost.start({
      directory,
      handler: BUNDLE_HANDLER,
      variables: {
        ...stage.inference.variables,
        [AGENT_ENV.httpPort]: String(agentAt.port),
        AWS_ENDPOINT_URL: aws.url,
        [ENV.providers]: 'launchdarkly',
        [ENV.launchDarklySecret]: SECRET,
        [ENV.launchDarklyUris]: JSON.stringify({ stream: url, base: url, events: url }),
        ...variables,
      },
    });
    this.#open.push(this.#host);
    return performance.now() - startedMs;
  }

  /** Throws unless standard output got one line: the record. */
  async invoke(event: unknown): Promise<Answered> {
    const { reply, printed, elapsedMs } = await this.host.invoke(event);
    const [line, ...others] = printed;
    if (line === undefined || others.length > 0) {
      throw new Error(`got ${printed.length} lines for one event, allowed is one: its record`);
    }
    return { reply, record: JSON.parse(line), elapsedMs };
  }

  async close(): Promise<void> {
    for (const resource of this.#open.splice(0).reverse()) await resource.close();
  }

  async #serve(handle: HttpHandler): Promise<{ readonly url: string; readonly port: number }> {
    const server = await serveLoopback(handle);
    this.#open.push(server);
    return server;
  }

  /** Secrets Manager by its target, Bedrock by its paths. */
  #aws(): HttpHandler {
    const { clock, inference } = this.stage;
    const catalogue: Catalogue = JSON.parse(inference.variables[ENV.catalogue] ?? '{}');
    const models = Object.fromEntries(Object.values(catalogue).map(({ modelId }) => [modelId, aScript()]));
    const bedrock = bedrockHandler(new Bedrock({ clock, random: new Random(1), models }), { timeScale: 0 });
    return (request) => {
      if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') return this.secret();
      this.modelIds.push(decodeURIComponent(request.path.split('/')[2] ?? ''));
      return bedrock(request);
    };
  }
}

let built: string | undefined;

/** Made once a test file; the safe default documents are those of the stage. */
function artefactOf(inferenceDirectory: string): string {
  if (built === undefined) {
    built = bundleHandler('inference-launchdarkly', aDirectory()).directory;
    for (const file of [SAFE_DEFAULT.flags, SAFE_DEFAULT.prompts]) {
      copyFileSync(join(inferenceDirectory, file), join(built, file));
    }
  }
  return built;
}
