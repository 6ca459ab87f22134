import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { init } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { onTestFinished } from 'vitest';
import { KEEP_TAG } from '../../../lambda/contract.ts';
import type { FlagSource } from '../../../lambda/flags/flag-source.ts';
import { createFlagStore } from '../../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../../lambda/flags/prompt-store.ts';
import { createAssess } from '../../../lambda/guard/assess.ts';
import { deploymentReader, metricReader } from '../../../lambda/guard/aws-readers.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { ExposureHistory } from '../../../lambda/guard/exposure-history.ts';
import { CloudWatchGuardData } from '../../../lambda/guard/guard-data-source.ts';
import { createGuardRecord } from '../../../lambda/guard/guard-record.ts';
import {
  createInferenceHandler,
  type InferenceHandler,
} from '../../../lambda/inference/create-inference-handler.ts';
import { ModelFailure, type ModelInvoker } from '../../../lambda/inference/model-invoker.ts';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import { LaunchDarklyModelFlagsProvider } from '../../../lambda/launchdarkly/launchdarkly-model-flags-provider.ts';
import { KillSwitch } from '../../../lambda/openfeature/kill-switch.ts';
import { createWatch, type Watch } from '../../../lambda/watch/create-watch.ts';
import type { WatchResult } from '../../../lambda/watch/watch-result.ts';
import { ACCOUNT } from '../../../local/account.ts';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { cloudWatchHandler } from '../../../local/cloudwatch/http.ts';
import { routed } from '../../../local/http/router.ts';
import { isolatedFlagsClient } from '../../../local/openfeature/isolated-open-feature.ts';
import { Random } from '../../../local/random.ts';
import { connect } from '../../helpers/loopback-client.ts';
import { Scene } from '../../local/appconfig/scene.ts';
import { anExperiment } from '../../local/launchdarkly/builders.ts';
import { aGuard } from '../guard/guarded-scene.ts';
import { aRequest, flagDocument, PROMPTS, SETTINGS, says } from '../inference/builders.ts';

export const HOUR = 3_600_000;
const NAMES = { service: 'assistant', stage: 'prod' };
const GUARD = aGuard({ independence: 'requests' });
const FUNCTION_ARN = `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:watch`;

const CATALOGUE = {
  ...SETTINGS.catalogue,
  opus: { modelId: 'bedrock.opus', inputUsdPerMillion: 5, outputUsdPerMillion: 25 },
};
const PROMPT_SOURCE: FlagSource = { fetch: async () => ({ bytes: Buffer.from(PROMPTS), version: '1' }) };

export interface ServedSceneOptions {
  readonly seed?: number;
  readonly watchHours?: number;
  /** The stage's flag document. */
  readonly document?: object;
}

/** The stage's document: nothing is compared, and the values that LaunchDarkly may serve are listed. */
export function aStageDocument(
  killed: readonly string[] = [],
  allowed = ['haiku', 'sonnet', 'opus'],
): object {
  const [model, ...others] = JSON.parse(flagDocument()).flags;
  const formats = { ...others.at(-1), allowed: ['text', 'json'] };
  return { version: 1, flags: [{ ...model, allowed, killed }, ...others.slice(0, -1), formats] };
}

/**
 * LaunchDarkly's own SDK decides, the inference function answers and is measured, and the watch looks at that, over the
 * engines of AppConfig and CloudWatch on one virtual clock. The models are told how often they fail.
 */
export class ServedScene {
  readonly scene = new Scene();
  readonly cloudWatch = new CloudWatch({ clock: this.scene.clock });
  /** Lines of the watch's log. */
  readonly lines: string[] = [];
  /** Model id → share of its calls that fail; 0.02 where none is said. */
  readonly failureRates = new Map<string, number>();
  readonly #launchDarkly = new TestData();
  readonly #random: Random;
  readonly #handler: InferenceHandler;
  #watch: Watch | undefined;

  private constructor(seed: number) {
    this.#random = new Random(seed);
    this.#handler = this.#inference();
  }

  static async open(options: ServedSceneOptions = {}): Promise<ServedScene> {
    const { seed = 1, watchHours = 72, document = aStageDocument() } = options;
    const served = new ServedScene(seed);
    await served.deploy(document);
    await served.scene.after(6);
    served.#watch = await served.#connectedWatch(watchHours * HOUR);
    return served;
  }

  /** To everybody at once. */
  async deploy(document: object): Promise<void> {
    await this.scene.deploy(document, this.scene.atOnce);
  }

  /** LaunchDarkly deals these values out in equal shares from now on. */
  compare(values: readonly unknown[], flag = 'inference_model'): void {
    this.#launchDarkly.usePreconfiguredFlag({
      ...anExperiment(flag, values),
      version: this.scene.clock.now(),
    });
  }

  /** LaunchDarkly serves one value to everybody from now on. */
  async settle(value: string, flag = 'inference_model'): Promise<void> {
    await this.#launchDarkly.update(this.#launchDarkly.flag(flag).variations(value).variationForAll(0));
  }

  /** Minutes of so many requests, each of a user who comes once; the watch looks at the end of each minute. */
  async watched(minutes: number, requests = 100): Promise<readonly WatchResult[]> {
    const results: WatchResult[] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.serve(requests);
      await this.scene.after(1);
      results.push(await this.look());
    }
    return results;
  }

  /** Serves requests now; resolves to the models that answered, and how often. */
  async serve(requests: number): Promise<Readonly<Record<string, number>>> {
    const models: Record<string, number> = {};
    for (let at = 0; at < requests; at += 1) {
      const reply = (await this.#handler(aRequest(`user-${this.#random.integer(1e9)}`))) as {
        model?: string;
      };
      models[reply.model ?? 'none'] = (models[reply.model ?? 'none'] ?? 0) + 1;
    }
    return models;
  }

  async look(): Promise<WatchResult> {
    if (this.#watch === undefined) throw new Error('open the scene first');
    return this.#watch({}, { invokedFunctionArn: FUNCTION_ARN });
  }

  /** What the deployed flag document kills of the model flag. */
  get killed(): readonly string[] {
    const { flags } = this.scene.served().current as { flags: { flag: string; killed?: string[] }[] };
    return flags.find(({ flag }) => flag === 'inference_model')?.killed ?? [];
  }

  /** The operator's word that a deployment is left alone. */
  keep(deploymentNumber: number): void {
    const { applicationId, environmentId, engine } = this.scene;
    const ResourceArn = `arn:aws:appconfig:${ACCOUNT.region}:${ACCOUNT.id}:application/${applicationId}/environment/${environmentId}/deployment/${deploymentNumber}`;
    engine.tagResource({ ResourceArn, Tags: { [KEEP_TAG]: 'yes' } });
  }

  #inference(): InferenceHandler {
    const { clock } = this.scene;
    const log = new LaunchDarklyLog({ clock, write: () => {} });
    const updateProcessor = this.#launchDarkly.getFactory();
    const client = init('sdk-none-at-all', { updateProcessor, sendEvents: false, logger: log });
    onTestFinished(() => client.close());
    const common = { origin: 'test', clock };
    const flags = createFlagStore({ ...common, source: this.#source(), safeDefault: flagDocument() });
    const provider = new LaunchDarklyModelFlagsProvider({
      ...{ client, connection: log, clock },
      safeDefault: flagDocument(),
    });
    return createInferenceHandler({
      flags: isolatedFlagsClient(new KillSwitch({ provider, flags, clock })),
      safeDefault: flags.bundled,
      prompts: createPromptStore({ ...common, source: PROMPT_SOURCE, safeDefault: PROMPTS }),
      model: this.#model(),
      settings: { ...SETTINGS, catalogue: CATALOGUE, namesCandidates: true, guard: GUARD },
      clock,
      emit: (line) => void this.cloudWatch.ingestLog(line),
      newRequestId: () => 'request',
    });
  }

  #source(): FlagSource {
    return {
      fetch: async () => {
        const { current } = this.scene.engine.deployed('shop', 'prod', 'flags');
        return { bytes: current.content, version: String(current.version) };
      },
    };
  }

  #model(): ModelInvoker {
    return {
      invoke: async ({ modelId }) => {
        if (this.#random.chance(this.failureRates.get(modelId) ?? 0.02)) throw new ModelFailure('error');
        return says('Hello.');
      },
    };
  }

  async #connectedWatch(watchMs: number): Promise<Watch> {
    const { clock, engine, applicationId, environmentId, profileId } = this.scene;
    const appConfig = (await connect(AppConfigClient, routed(appConfigRoutes(engine)))).client;
    const cloudWatch = (await connect(CloudWatchClient, cloudWatchHandler(this.cloudWatch))).client;
    const metrics = metricReader(cloudWatch);
    const history = new ExposureHistory({
      ...{ ...NAMES, deployments: deploymentReader(appConfig), metrics, watchMs, clock },
    });
    return createWatch({
      ...{ appConfig, cloudWatch, clock, record: createGuardRecord(NAMES.service, NAMES.stage) },
      assess: createAssess({
        ...{ history, guard: GUARD, means: exactOnly(GUARD), clock },
        metrics: new CloudWatchGuardData(metrics, { guard: GUARD, ...NAMES }),
      }),
      settings: {
        ...{ ...NAMES, guard: GUARD, watchMs, alarms: [], isServedElsewhere: true },
        ...{ atOnceStrategy: this.scene.atOnce, encryptionKey: undefined },
        place: { applicationId, environmentId, profileId },
      },
      pause: async () => {},
      emit: (line) => this.lines.push(line),
    });
  }
}
