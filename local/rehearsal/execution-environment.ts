import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { createFlagStore } from '../../lambda/flags/flag-store.ts';
import { createPromptStore } from '../../lambda/flags/prompt-store.ts';
import {
  createInferenceHandler,
  type InferenceHandler,
} from '../../lambda/inference/create-inference-handler.ts';
import { inferenceSettings } from '../../lambda/inference/settings.ts';
import { AppConfigModelFlagsProvider } from '../../lambda/openfeature/app-config-model-flags-provider.ts';
import type { AgentFault } from '../appconfig/agent-reply.ts';
import type { AppConfig } from '../appconfig/appconfig.ts';
import { AppConfigAgent } from '../appconfig/appconfig-agent.ts';
import { VirtualClock } from '../clock.ts';
import { isolatedFlagsClient } from '../openfeature/isolated-open-feature.ts';
import type { ModelStage } from './model-stage.ts';
import type { TrafficRequest } from './traffic.ts';
import { VirtualFlagSource } from './virtual-flag-source.ts';

/** What every execution environment of the inference function has in common. */
export interface FunctionImage {
  /** Environment variables, as the template sets them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Texts of the documents bundled beside the handler. */
  readonly safeDefault: { readonly flags: string; readonly prompts: string };
  readonly appConfig: AppConfig;
  readonly models: ModelStage;
  /** What is wrong with the agents at a moment. */
  readonly faultAt: (nowMs: number) => AgentFault | undefined;
  readonly newRequestId: () => string;
}

/** How one invocation ended. */
export interface InvocationResult {
  readonly endedAtMs: number;
  /** HTTP status of the answer; `undefined` when the handler itself threw. */
  readonly status: number | undefined;
  /** Code of a refused or failed request. */
  readonly errorCode: string | undefined;
  /** The EMF record the handler wrote. */
  readonly record: string;
  /** What a judge says of the first answer, 1 to 10, where there is one and somebody judges it. */
  readonly score: number | undefined;
}

const MODEL_QUESTION = [{ role: 'user', content: 'What is being rehearsed?' }];

/**
 * One execution environment: the production handler, its own AppConfig agent and its own clock, which runs ahead while
 * it is busy. It serves one request at a time.
 */
export class ExecutionEnvironment {
  /** Free from this moment on, epoch milliseconds. */
  idleSinceMs: number;
  readonly #clock: VirtualClock;
  readonly #image: FunctionImage;
  readonly #handler: InferenceHandler;
  #record = '';

  /** Starts cold: the agent prefetches at `startMs`. */
  constructor(image: FunctionImage, startMs: number) {
    this.#image = image;
    this.#clock = new VirtualClock(startMs);
    this.idleSinceMs = startMs;
    this.#handler = this.#createHandler();
  }

  async invoke(request: TrafficRequest, startMs: number): Promise<InvocationResult> {
    this.#clock.moveTo(startMs);
    this.#image.models.expect(request);
    this.#record = '';
    const event = { user: { user_id: request.userId }, messages: MODEL_QUESTION };
    const reply = await this.#handler(event).catch(() => undefined);
    this.idleSinceMs = this.#clock.now();
    const { statusCode, error } = (reply ?? {}) as { statusCode?: number; error?: { code?: string } };
    return {
      endedAtMs: this.#clock.now(),
      status: statusCode,
      errorCode: error?.code,
      record: this.#record,
      score: this.#image.models.score,
    };
  }

  #createHandler(): InferenceHandler {
    const { variables, safeDefault, models, newRequestId } = this.#image;
    const common = { origin: 'appconfig-agent', clock: this.#clock };
    const agent = this.#createAgent();
    const flags = createFlagStore({
      ...common,
      source: this.#source(agent, ENV.flagsProfile),
      safeDefault: safeDefault.flags,
    });
    return createInferenceHandler({
      flags: isolatedFlagsClient(new AppConfigModelFlagsProvider({ flags, clock: this.#clock })),
      safeDefault: flags.bundled,
      prompts: createPromptStore({
        ...common,
        source: this.#source(agent, ENV.promptsProfile),
        safeDefault: safeDefault.prompts,
      }),
      model: models.invokerFor(this.#clock),
      settings: inferenceSettings(variables),
      clock: this.#clock,
      emit: (line) => {
        this.#record = line;
      },
      newRequestId,
    });
  }

  #createAgent(): AppConfigAgent {
    const { variables, appConfig, faultAt } = this.#image;
    return new AppConfigAgent({
      clock: this.#clock,
      source: appConfig,
      pollIntervalMs: Number(variables[AGENT_ENV.pollIntervalSeconds]) * 1000,
      prefetch: (variables[AGENT_ENV.prefetchList] ?? '').split(','),
      fault: () => faultAt(this.#clock.now()),
    });
  }

  #source(agent: AppConfigAgent, profile: string): VirtualFlagSource {
    const { variables } = this.#image;
    const application = `/applications/${variables[ENV.application]}/environments/${variables[ENV.environment]}`;
    return new VirtualFlagSource({
      agent,
      clock: this.#clock,
      path: `${application}/configurations/${variables[profile]}`,
      timeoutMs: Number(variables[ENV.flagsTimeoutMs]),
    });
  }
}
