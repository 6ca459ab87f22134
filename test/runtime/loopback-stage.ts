import { STAGES } from '../../config/stages.ts';
import { ENV } from '../../lambda/contract.ts';
import { METRIC_NAMESPACE } from '../../lambda/metric-names.ts';
import { bundleHandler } from '../../lib/handler-bundle.ts';
import { type SynthesizedStage, synthesizeStage } from '../../lib/synthesize.ts';
import { AppConfig } from '../../local/appconfig/appconfig.ts';
import type { FunctionInvoker } from '../../local/appconfig/function-invoker.ts';
import { VirtualClock } from '../../local/clock.ts';
import { CloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { Events } from '../../local/events/events.ts';
import { provision } from '../../local/rehearsal/provision.ts';
import type { Variables } from '../../local/rehearsal/rehearsed-resources.ts';
import { Topics } from '../../local/sns/topics.ts';
import { aDirectory } from '../lib/helpers/scratch.ts';
import type { LambdaFunction } from './lambda-host.ts';

const accepting: FunctionInvoker = { invoke: async () => null };

let synthesized: SynthesizedStage | undefined;

/** The prod stage's template brought up in the engines, and its functions as they would be uploaded. */
export class LoopbackStage {
  readonly clock = new VirtualClock(Date.now());
  readonly cloudWatch = new CloudWatch({ clock: this.clock });
  readonly appConfig = new AppConfig({
    clock: this.clock,
    functions: {
      invoke: async (arn, payload) =>
        this.#isGuard(arn) ? { Directive: 'CONTINUE' } : this.validators.invoke(arn, payload),
    },
  });
  /** Who is asked before a deployment. */
  validators = accepting;
  readonly #functions = new Map<string, Variables>();
  #outputs: Readonly<Record<string, string>> = {};

  static async open(): Promise<LoopbackStage> {
    const stage = new LoopbackStage();
    const topics = new Topics({ clock: stage.clock });
    const engines = {
      appConfig: stage.appConfig,
      cloudWatch: stage.cloudWatch,
      functions: stage.#functions,
      // Never ticked: the watch does not look.
      events: new Events({ clock: stage.clock, functions: accepting, topics }),
      topics,
      pass: async () => {},
    };
    stage.#outputs = await provision(synthesizedProd().template, engines);
    return stage;
  }

  get inference(): LambdaFunction {
    return this.#function(
      synthesizedProd().inferenceAssetDirectory,
      (variables) => ENV.catalogue in variables,
    );
  }

  get validator(): LambdaFunction {
    const { directory } = bundleHandler('validator', aDirectory());
    return this.#function(directory, (variables) => !(ENV.catalogue in variables || ENV.guard in variables));
  }

  /** Starts a rollout of a flag document by the template's strategy; resolves to the deployment's number. */
  async deploy(flags: string): Promise<number> {
    const { ApplicationId, EnvironmentId, FlagsProfileId, StrategyId } = this.#outputs;
    const { VersionNumber } = await this.appConfig.createHostedConfigurationVersion({
      ApplicationId,
      ConfigurationProfileId: FlagsProfileId,
      ContentType: 'application/json',
      Content: Buffer.from(flags),
    });
    const deployment = await this.appConfig.startDeployment({
      ApplicationId,
      EnvironmentId,
      ConfigurationProfileId: FlagsProfileId,
      ConfigurationVersion: String(VersionNumber),
      DeploymentStrategyId: StrategyId,
    });
    return deployment.DeploymentNumber ?? 0;
  }

  /** Takes a deployment back, even a complete one. */
  async takeBack(deployment: number): Promise<void> {
    const { ApplicationId, EnvironmentId } = this.#outputs;
    await this.appConfig.stopDeployment({
      ApplicationId,
      EnvironmentId,
      DeploymentNumber: deployment,
      AllowRevert: true,
    });
  }

  /** Lets time pass for AppConfig and the agents. */
  async pass(duration: { readonly minutes?: number; readonly seconds?: number }): Promise<void> {
    this.clock.advance(((duration.minutes ?? 0) * 60 + (duration.seconds ?? 0)) * 1000);
    await this.appConfig.tick();
  }

  /** Sum of a metric in one set of dimensions, over all that was recorded; `undefined` when nothing was. */
  sum(metric: string, dimensions: Readonly<Record<string, string>>): number | undefined {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: METRIC_NAMESPACE, MetricName: metric, Dimensions };
    const dayMs = 24 * 3_600_000;
    const { MetricDataResults } = this.cloudWatch.getMetricData({
      StartTime: new Date(this.clock.now() - dayMs),
      EndTime: new Date(this.clock.now() + dayMs),
      MetricDataQueries: [{ Id: 'sum', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
    });
    const values = MetricDataResults?.[0]?.Values ?? [];
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  }

  #isGuard(functionArn: string): boolean {
    return ENV.guard in (this.#functions.get(functionArn) ?? {});
  }

  #function(directory: string, is: (variables: Variables) => boolean): LambdaFunction {
    const [arn = '', variables = {}] = [...this.#functions].find(([, of]) => is(of)) ?? [];
    const { Handler } = synthesizedProd().template.Resources[arn.split(':').at(-1) ?? '']?.Properties ?? {};
    return { directory, handler: String(Handler), variables };
  }
}

/** Made once a test file: it takes seconds and gives the same each time. */
export function synthesizedProd(): SynthesizedStage {
  synthesized ??= synthesizeStage(STAGES.prod);
  return synthesized;
}
