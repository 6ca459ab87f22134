import { Bedrock } from './bedrock/bedrock.ts';
import { VirtualClock } from './clock.ts';
import { ResourceSchemas } from './cloudformation/resource-schema.ts';
import { dated } from './http/dated.ts';
import { type HttpHandler, serveLoopback } from './http/loopback-server.ts';
import { installedRuntime } from './lambda/runtime-files.ts';
import { Random } from './random.ts';
import { accountEndpoint } from './running/account-endpoint.ts';
import { AccountNews } from './running/account-news.ts';
import { createEngines, type LocalEngines } from './running/engines.ts';
import { inferenceFunctions } from './running/inference-functions.ts';
import type { LocalEvent } from './running/local-event.ts';
import { LocalModels, type ModelHealth } from './running/local-models.ts';
import { Pacemaker } from './running/pacemaker.ts';
import { machineTime } from './running/real-time.ts';
import { sendTo } from './running/send.ts';
import { LocalTraffic } from './running/traffic.ts';

export interface LocalAccountOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Virtual milliseconds in a real one, 1 to 600. */
  readonly speed: number;
  /** Virtual time at the start, epoch milliseconds. */
  readonly startMs: number;
  /** What is told of models, by model id or value of a catalogue. */
  readonly models: Readonly<Record<string, ModelHealth>>;
  /** To each inference function, in virtual time; 0 = no traffic. */
  readonly requestsPerMinute: number;
  readonly tell: (event: LocalEvent) => void;
}

/** An AWS account on this machine, as far as this package needs one. */
export interface LocalAccount {
  /** What `AWS_ENDPOINT_URL` is to be. */
  readonly url: string;
  /** Ends functions and requests, and removes what is on disk. */
  close(): Promise<void>;
}

/** Draws are the same in every account. */
const SEED = 1;

/**
 * Starts an account on 127.0.0.1: every service at one address, functions as processes, virtual time at a multiple of real
 * time. Rejects when the port is taken, for a package that is missing, and with `RangeError` for models that cannot be.
 */
export async function startLocalAccount(options: LocalAccountOptions): Promise<LocalAccount> {
  await requirePackages();
  let handle: HttpHandler = () => ({ status: 503 });
  const server = await serveLoopback((request) => handle(request), options.port);
  try {
    const account = createAccount(server.url, options);
    handle = account.handle;
    const close = () => account.end().then(server.close);
    return { url: server.url, close };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Optional peers of this package, by the version to install. */
const PACKAGES = { 'aws-lambda-ric': '3', '@aws-cdk/aws-service-spec': '0.1' };

/** Now, and not at the first deployment, where nobody would be told what to do; all at once, so that once is enough. */
async function requirePackages(): Promise<void> {
  try {
    installedRuntime();
    await ResourceSchemas.load();
  } catch (cause) {
    const names = Object.keys(PACKAGES).join(' and ');
    const versions = Object.entries(PACKAGES).map((entry) => entry.join('@'));
    const command = `npm install --save-dev --ignore-scripts ${versions.join(' ')}`;
    throw new Error(`got not both of ${names}, which a local account needs; ${command}`, { cause });
  }
}

interface Account {
  readonly handle: HttpHandler;
  /** Resolves when nothing runs any more. */
  readonly end: () => Promise<void>;
}

function createAccount(url: string, options: LocalAccountOptions): Account {
  const { speed, startMs, requestsPerMinute } = options;
  const clock = new VirtualClock(Math.floor(startMs / 1000) * 1000);
  const random = new Random(SEED);
  const realTime = machineTime;
  const news = new AccountNews({ clock, speed, realTime, tell: options.tell });
  const models = new LocalModels(() => [...inferenceFunctions(engines.functions).values()]);
  models.tell(options.models);
  const turns: (() => unknown)[] = [];
  const pacemaker = new Pacemaker({ clock, speed, realTime, turns, ...news.ofPace });
  const engines = createEngines({ clock, random, url, pacemaker, told: news.ofFunctions });
  const traffic = new LocalTraffic({
    ...{ clock, random, requestsPerMinute },
    functions: () => (requestsPerMinute > 0 ? [...inferenceFunctions(engines.functions).keys()] : []),
    begun: (name) => news.traffic(name, requestsPerMinute),
    send: (request) => sendTo(engines.functions, request),
  });
  turns.push(...engineTurns(engines), () => traffic.turn(), ...news.turnsOn(engines));
  const bedrock = new Bedrock({ clock, random: random.stream('models'), models: (id) => models.script(id) });
  const serve = accountEndpoint(engines, { clock, bedrock, models });
  pacemaker.start();
  return {
    handle: dated(serve, clock, news.ofPace.failed),
    end: async () => {
      const stopped = pacemaker.stop();
      await engines.functions.close();
      await stopped;
    },
  };
}

/** The alarms before AppConfig, which looks at them. */
function engineTurns(engines: LocalEngines): (() => unknown)[] {
  const { functions, cloudWatch, appConfig, events, mappings, secretsManager } = engines;
  const inTurn = [functions, cloudWatch, appConfig, events, mappings, secretsManager];
  return inTurn.map((engine) => () => engine.tick());
}
