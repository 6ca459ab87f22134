import { AppConfigData as AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { ConfigurationReader } from '../../lambda/flags/configuration-session.ts';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import { appConfigDataRoutes } from '../../local/appconfig/data-http.ts';
import type { Deployed } from '../../local/appconfig/deployed.ts';
import { notFound } from '../../local/appconfig/errors.ts';
import { VirtualClock } from '../../local/clock.ts';
import {
  type HttpRequest,
  type HttpResponse,
  type LoopbackServer,
  serveLoopback,
} from '../../local/http/loopback-server.ts';
import { routed } from '../../local/http/router.ts';
import { ServiceError } from '../../local/http/service-error.ts';
import { HandTimer } from './hand-timer.ts';
import { connectionTo } from './loopback-client.ts';

/** How the service behaves for one request; `answer` is what it would say in good health, and spends the token. */
export type Behaviour = (
  answer: () => HttpResponse | Promise<HttpResponse>,
  request: HttpRequest,
) => HttpResponse | Promise<HttpResponse>;

export const healthy: Behaviour = (answer) => answer();
export const hanging: Behaviour = () => ({ status: 0, connection: 'hang' });
export const resetting: Behaviour = () => ({ status: 0, connection: 'reset' });

/** The token is spent, and nobody learns the next one. */
export const losing: Behaviour = async (answer) => {
  await answer();
  return { status: 0, connection: 'reset' };
};

export function refusing(name: string, status: number): Behaviour {
  return () => {
    throw new ServiceError(name, status, 'a message with details of the account');
  };
}

export const throttling = refusing('ThrottlingException', 429);
export const failing = refusing('InternalServerException', 500);

/** The AppConfig data API on loopback, the SDK's own client to it, and a time that is moved by hand. */
export class DataApi {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1));
  readonly timer = new HandTimer(this.clock);
  /** Tokens in the order in which they were sent. */
  readonly tokens: string[] = [];
  behave: Behaviour = healthy;
  sessions = 0;
  readonly #deployed = new Map<string, Deployed>();
  readonly #clients: AppConfigDataClient[] = [];
  #server: LoopbackServer | undefined;
  #underWay = 0;
  #hung = 0;

  static async start(): Promise<DataApi> {
    const api = new DataApi();
    const source = { deployed: (_application: string, environment: string) => api.#find(environment) };
    const data = new AppConfigData({ clock: api.clock, source });
    const answer = routed(appConfigDataRoutes(data));
    api.#server = await serveLoopback((request) => api.#handle(request, () => answer(request)));
    return api;
  }

  /** A client of this service; one attempt, as the source asks for. */
  sdk(maxAttempts = 1): AppConfigDataClient {
    if (this.#server === undefined) throw new Error('not started');
    const client = new AppConfigDataClient({ ...connectionTo(this.#server), maxAttempts });
    this.#clients.push(client);
    return client;
  }

  /** The SDK's client, watched, so that {@link pass} knows when there is nothing more to wait for. */
  reader(sdk = this.sdk()): ConfigurationReader {
    return {
      startConfigurationSession: (input, options) =>
        this.watch(sdk.startConfigurationSession(input, options)),
      getLatestConfiguration: (input, options) => this.watch(sdk.getLatestConfiguration(input, options)),
    };
  }

  deploy(content: string, label?: string, environment = 'prod'): void {
    this.reach(content, 100, label, environment);
  }

  /** A gradual deployment that has reached this percentage of its targets. */
  reach(content: string, percentage: number, label?: string, environment = 'prod'): void {
    const known = this.#deployed.get(environment);
    const version = { version: '1', content: Buffer.from(content), contentType: 'application/json' };
    this.#deployed.set(environment, {
      environmentId: environment,
      deploymentNumber: (known?.deploymentNumber ?? 0) + 1,
      current: label === undefined ? version : { ...version, label },
      ...(known === undefined ? {} : { previous: known.current }),
      percentage,
    });
  }

  remove(environment = 'prod'): void {
    this.#deployed.delete(environment);
  }

  /** Lets this much time pass, and all come to an end that was begun in it. */
  async pass(ms: number): Promise<void> {
    await this.timer.pass(ms, () => this.quiet());
  }

  /** Resolves when no request is under way but those that the service leaves hanging. */
  async quiet(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.#underWay > this.#hung);
  }

  /** Counts a call as under way until it has ended. */
  async watch<Output>(call: Promise<Output>): Promise<Output> {
    this.#underWay += 1;
    try {
      return await call;
    } finally {
      this.#underWay -= 1;
      this.#hung = Math.min(this.#hung, this.#underWay);
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#server?.close();
  }

  async #handle(
    request: HttpRequest,
    answer: () => HttpResponse | Promise<HttpResponse>,
  ): Promise<HttpResponse> {
    const token = request.query.get('configuration_token');
    if (token === null) this.sessions += 1;
    else this.tokens.push(token);
    const response = await this.behave(answer, request);
    if (response.connection === 'hang') this.#hung += 1;
    return response;
  }

  #find(environment: string): Deployed {
    const deployed = this.#deployed.get(environment);
    if (deployed === undefined) throw notFound('Deployment', environment);
    return deployed;
  }
}
