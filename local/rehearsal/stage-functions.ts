import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { meanMethod } from '../../core/guard/mean-method.ts';
import { ENV } from '../../lambda/contract.ts';
import { createAssess } from '../../lambda/guard/assess.ts';
import type { Assess } from '../../lambda/guard/assessment.ts';
import { createTickHandler } from '../../lambda/guard/create-tick-handler.ts';
import { CloudWatchGuardData } from '../../lambda/guard/guard-data-source.ts';
import { createGuardRecord } from '../../lambda/guard/guard-record.ts';
import { AppConfigRolloutHistory } from '../../lambda/guard/rollout-history.ts';
import { type GuardSettings, tickSettings } from '../../lambda/guard/settings.ts';
import { specialFunctions } from '../../lambda/guard/special-functions.ts';
import { createValidator } from '../../lambda/validator/create-validator.ts';
import { createWatch, type WatchContext } from '../../lambda/watch/create-watch.ts';
import { watchSettings } from '../../lambda/watch/settings.ts';
import type { WatchResult } from '../../lambda/watch/watch-result.ts';
import type { AppConfig } from '../appconfig/appconfig.ts';
import type { FunctionInvoker } from '../appconfig/function-invoker.ts';
import type { Clock } from '../clock.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import { ServiceError } from '../http/service-error.ts';
import { senderTo } from './engine-sender.ts';
import type { Variables } from './rehearsed-resources.ts';

/** What the functions of a stage talk to. */
export interface FunctionSurroundings {
  readonly appConfig: AppConfig;
  readonly cloudWatch: CloudWatch;
  readonly clock: Clock;
  /** Lets virtual time pass, milliseconds. */
  readonly pass: (durationMs: number) => Promise<void>;
  /** Told of every look of the watch. */
  readonly watched: (result: WatchResult) => void;
}

type Handler = (event: unknown, context: WatchContext) => Promise<unknown>;

/**
 * The functions of a template that AppConfig and schedules call: production's handlers over the engines, one warm
 * environment each. A template says of a function what it is given, not what it is; what it is given tells them apart.
 */
export class StageFunctions implements FunctionInvoker {
  /** Environment variables of each function, by ARN. */
  readonly variables = new Map<string, Variables>();
  readonly #surroundings: () => FunctionSurroundings;
  readonly #handlers = new Map<string, Handler>();

  /** `surroundings` is asked at the first call: the engines and their functions need each other. */
  constructor(surroundings: () => FunctionSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Rejects when the function does, and for an ARN that no function has. */
  async invoke(functionArn: string, event: unknown): Promise<unknown> {
    let handler = this.#handlers.get(functionArn);
    if (!handler) {
      const variables = this.variables.get(functionArn);
      if (!variables) throw new Error(`the template has no function ${functionArn}`);
      handler = handlerOf(variables, this.#surroundings());
      this.#handlers.set(functionArn, handler);
    }
    return handler(event, { invokedFunctionArn: functionArn });
  }
}

function handlerOf(variables: Variables, surroundings: FunctionSurroundings): Handler {
  // A rehearsal is over long before a report is due, and writes its own.
  if (ENV.reportDays in variables) return async () => undefined;
  if (ENV.watchHours in variables) return watchOf(variables, surroundings);
  return ENV.guard in variables ? tickOf(variables, surroundings) : validatorOf(variables, surroundings);
}

function validatorOf(variables: Variables, { appConfig, clock }: FunctionSurroundings): Handler {
  return createValidator({
    clock,
    environmentId: variables[ENV.environment] ?? '',
    deployed: {
      read: async ({ applicationId, environmentId, configurationProfileId }) => {
        try {
          const { current } = appConfig.deployed(applicationId, environmentId, configurationProfileId);
          return Buffer.from(current.content).toString();
        } catch (error) {
          if (error instanceof ServiceError && error.status === 404) return undefined;
          throw error;
        }
      },
    },
  });
}

function tickOf(variables: Variables, surroundings: FunctionSurroundings): Handler {
  const settings = tickSettings(variables);
  const { guard, flagsProfile } = settings;
  return createTickHandler({
    assess: assessOf(settings, surroundings),
    alpha: guard.alpha,
    flagsProfile,
    ...looking(settings, surroundings),
  });
}

function watchOf(variables: Variables, surroundings: FunctionSurroundings): Handler {
  const { appConfig, cloudWatch, pass, watched } = surroundings;
  const settings = watchSettings(variables);
  const watch = createWatch({
    appConfig: senderTo<AppConfigClient>(appConfig),
    cloudWatch: senderTo<CloudWatchClient>(cloudWatch),
    assess: assessOf(settings, surroundings),
    settings,
    pause: pass,
    ...looking(settings, surroundings),
  });
  return async (event, context) => watched(await watch(event, context));
}

function looking({ service, stage }: GuardSettings, { clock, cloudWatch }: FunctionSurroundings) {
  const emit = (line: string) => void cloudWatch.ingestLog(line);
  return { record: createGuardRecord(service, stage), clock, emit };
}

function assessOf(settings: GuardSettings, { appConfig, cloudWatch, clock }: FunctionSurroundings): Assess {
  return createAssess({
    history: new AppConfigRolloutHistory({
      listDeployments: async (input) => appConfig.listDeployments(input),
      getHostedConfigurationVersion: async (input) => appConfig.getHostedConfigurationVersion(input),
    }),
    metrics: new CloudWatchGuardData(
      { getMetricData: async (input) => cloudWatch.getMetricData(input) },
      settings,
    ),
    guard: settings.guard,
    means: meanMethod(specialFunctions),
    clock,
  });
}
