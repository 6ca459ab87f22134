import { Duration, Stack, Tokenization } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  FunctionUrlAuthType,
  type IFunctionUrl,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import { ENV, SAFE_DEFAULT } from '../../lambda/contract.ts';
import { requireCleanFlags } from '../clean-flags.ts';
import { type Documents, parseDocuments, requireNoGate, requireServable } from '../documents.ts';
import { type FlagProviderChoice, providersOf } from '../flag-providers.ts';
import { guardEnvironment } from '../guard-config.ts';
import { type Models, toCatalogue } from '../model-config.ts';
import { requireSource } from '../require-name.ts';
import { type NumberLimits, requireNumber } from '../require-number.ts';
import { warnOfIsolation } from '../safety/launch-darkly-checks.ts';
import { modelPermissionFindings } from '../safety/model-permission-check.ts';
import { sdkKeyFindings } from '../safety/sdk-key-check.ts';
import { checkAtSynth, checked } from '../safety/synth-check.ts';
import { BundledFunction } from './bundled-function.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { requireFunctionUrls } from './function-url-regions.ts';
import { type LaunchDarklyProps, launchDarklyEnvironment } from './launch-darkly.ts';
import { modelAccess } from './model-access.ts';
import type { ModelFlags } from './model-flags.ts';
import type { Network } from './network.ts';
import type { MetricSource } from './rollout-metrics.ts';
import { allowReadingSecret } from './secret-access.ts';

/** Lambda's limit on a function's time. */
const MAX_FUNCTION_SECONDS = 900;

/** Time beside the model calls: flags, retrieval, answering. */
const OVERHEAD = Duration.seconds(10);

/** Seconds that one model may take: twice that, and what lies around it, is a function's time. */
export const MODEL_SECONDS: NumberLimits = {
  min: 1,
  max: Math.floor((MAX_FUNCTION_SECONDS - OVERHEAD.toSeconds()) / 2),
  known: true,
};

/** Milliseconds that a request may be expected to take. */
export const LATENCY_LIMIT_MS: NumberLimits = { min: 1, max: 900_000 };

export interface InferenceFunctionProps extends MetricSource, FunctionHosting, FlagProviderChoice {
  /** Flags the function reads. */
  readonly flags: ModelFlags;
  /** Values of the model flag → the models this environment may call. */
  readonly models: Models;
  /**
   * Documents bundled beside the handler, for when AppConfig has never answered; without percentages and splits, and
   * refused once the clean-up date of a flag has passed.
   */
  readonly safeDefault: Documents;
  /**
   * Longest wait for one model answer, 1 second to 7 minutes. The function's own limit leaves room for two answers:
   * the candidate's, and the control's when the candidate fails.
   * @default Duration.seconds(30)
   */
  readonly modelTimeout?: Duration;
  /**
   * Most tokens a model may answer with, 1 to 64,000.
   * @default 1024
   */
  readonly maxOutputTokens?: number;
  /**
   * A slower request counts as `OverLatencyLimit`.
   * @default Duration.seconds(10)
   */
  readonly latencyLimit?: Duration;
  /**
   * Cost of a request in US dollars at which `CostShare` is 1, 0.000001 to 1,000.
   * @default 0.05
   */
  readonly costCapUsd?: number;
  /**
   * Bedrock knowledge base to retrieve passages from.
   * @default - no retrieval
   */
  readonly knowledgeBaseId?: string;
  /**
   * Guard whose metrics the function records besides its own.
   * @default - no guard
   */
  readonly guard?: GuardProps;
  /**
   * Whether the function has an HTTPS address. Some Regions have no function URLs: there it must be said, `false`, or
   * `true` where they have them by now.
   * @default true
   */
  readonly functionUrl?: boolean;
  /**
   * LaunchDarkly, where it decides or stands behind.
   * @default - LaunchDarkly is not asked
   */
  readonly launchDarkly?: LaunchDarklyProps;
}

/** The inference Lambda: reads the flags at request time, calls the model they name, records one metric record. */
export class InferenceFunction extends Construct {
  readonly function: LambdaFunction;
  /** HTTPS address; callers sign with IAM. Absent where `functionUrl` is false. */
  readonly url: IFunctionUrl | undefined;
  /** Directory the function's asset is made of. */
  readonly assetDirectory: string;

  constructor(scope: Construct, id: string, props: InferenceFunctionProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const { safeDefault, models, modelTimeout = Duration.seconds(30) } = props;
    const catalogue = checked(this, 'models-refused', () => toCatalogue(models));
    this.#checkDocuments(props);
    const bundled = new BundledFunction(this, 'Handler', {
      handler: props.launchDarkly ? 'inference-launchdarkly' : 'inference',
      description: 'Answers with the model, prompt, retrieval and format that the flags name',
      timeout: checked(this, 'out-of-range', () => functionTimeout(modelTimeout)),
      memoryMiB: 1024,
      environment: { [ENV.catalogue]: JSON.stringify(catalogue), ...this.#environment(props, modelTimeout) },
      ...hostingOf(props),
      extraFiles: {
        [SAFE_DEFAULT.flags]: JSON.stringify(safeDefault.flags),
        [SAFE_DEFAULT.prompts]: JSON.stringify(safeDefault.prompts),
      },
    });
    this.function = bundled.function;
    this.assetDirectory = bundled.assetDirectory;
    props.flags.grantRead(this.function);
    if (props.launchDarkly) this.#allowLaunchDarkly(props.launchDarkly, props.network);
    this.#allowModels(models, props.knowledgeBaseId);
    this.url = this.#createUrl(props.functionUrl);
  }

  #createUrl(wanted: boolean | undefined): IFunctionUrl | undefined {
    if (wanted === false) return undefined;
    if (wanted === undefined) {
      checked(this, 'no-function-urls', () => requireFunctionUrls(Stack.of(this).region));
    }
    return this.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  }

  #checkDocuments({ flags, safeDefault, models }: InferenceFunctionProps): void {
    const names = Object.keys(models);
    const first = parseDocuments('firstVersion', flags.firstVersion);
    checked(this, 'not-in-catalogue', () => requireServable('firstVersion', first, names));
    const parsed = checked(this, 'document-refused', () => parseDocuments('safeDefault', safeDefault));
    requireCleanFlags(this, { prop: 'safeDefault', given: safeDefault.flags, parsed: parsed.flags });
    checked(this, 'gate-in-safe-default', () => requireNoGate('safeDefault', parsed.flags));
    checked(this, 'not-in-catalogue', () => requireServable('safeDefault', parsed, names));
  }

  #allowLaunchDarkly(launchDarkly: LaunchDarklyProps, network: Network | undefined): void {
    allowReadingSecret(this.function, launchDarkly.sdkKeySecret);
    checkAtSynth(this, () => sdkKeyFindings(this));
    if (network) warnOfIsolation(this, network);
  }

  #environment(props: InferenceFunctionProps, modelTimeout: Duration): Record<string, string> {
    const { guard, knowledgeBaseId } = props;
    return {
      ...checked(this, 'provider-refused', () => providerEnvironment(props)),
      ...checked(this, 'out-of-range', () => limits(props, modelTimeout)),
      ...(guard && checked(this, 'guard-refused', () => guardEnvironment(guard))),
      ...(knowledgeBaseId === undefined ? {} : { [ENV.knowledgeBase]: knowledgeBaseId }),
    };
  }

  #allowModels(models: Models, knowledgeBaseId: string | undefined): void {
    const stack = Stack.of(this);
    const needed = modelAccess(models, stack);
    for (const statement of needed) this.function.addToRolePolicy(statement);
    checkAtSynth(this, () => modelPermissionFindings(this.function, needed));
    if (knowledgeBaseId === undefined) return;
    const knowledgeBase = stack.formatArn({
      service: 'bedrock',
      resource: 'knowledge-base',
      resourceName: knowledgeBaseId,
    });
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['bedrock:Retrieve'], resources: [knowledgeBase] }),
    );
  }
}

/** Nothing where AppConfig decides alone: then a function is as it was before there was a choice. */
function providerEnvironment(props: InferenceFunctionProps): Readonly<Record<string, string>> {
  const { launchDarkly } = props;
  const providers = providersOf(props, launchDarkly !== undefined);
  return launchDarkly ? { [ENV.providers]: providers, ...launchDarklyEnvironment(launchDarkly) } : {};
}

/** Two model answers one after the other, and what lies around them. */
function functionTimeout(modelTimeout: Duration): Duration {
  const seconds = modelTimeout.toSeconds({ integral: false });
  requireNumber('modelTimeout in seconds', seconds, MODEL_SECONDS);
  return Duration.seconds(Math.ceil(2 * seconds) + OVERHEAD.toSeconds());
}

function limits(props: InferenceFunctionProps, modelTimeout: Duration): Record<string, string> {
  const {
    maxOutputTokens = 1024,
    latencyLimit = Duration.seconds(10),
    costCapUsd = 0.05,
    knowledgeBaseId,
  } = props;
  const latencyLimitMs = latencyLimit.toMilliseconds();
  requireNumber('maxOutputTokens', maxOutputTokens, { min: 1, max: 64_000, integer: true });
  requireNumber('latencyLimit in milliseconds', latencyLimitMs, LATENCY_LIMIT_MS);
  requireNumber('costCapUsd', costCapUsd, { min: 0.000001, max: 1000 });
  if (knowledgeBaseId === '') {
    throw new Error(
      'knowledgeBaseId is empty, but must be the id of a knowledge base: give one, or leave it out',
    );
  }
  return {
    [ENV.service]: props.service,
    [ENV.stage]: props.stage,
    [ENV.modelTimeoutMs]: String(modelTimeout.toMilliseconds()),
    [ENV.maxOutputTokens]: Tokenization.stringifyNumber(maxOutputTokens),
    [ENV.latencyLimitMs]: Tokenization.stringifyNumber(latencyLimitMs),
    [ENV.costCapUsd]: Tokenization.stringifyNumber(costCapUsd),
  };
}
