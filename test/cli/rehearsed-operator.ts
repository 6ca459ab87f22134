import type { AwsClients } from '../../cli/aws/clients.ts';
import { ENV } from '../../lambda/contract.ts';
import { AppConfigData } from '../../local/appconfig/appconfig-data.ts';
import type { ModelBehaviour } from '../../local/bedrock/model-script.ts';
import { VirtualClock } from '../../local/clock.ts';
import { endpointOf } from '../../local/endpoint.ts';
import { Random } from '../../local/random.ts';
import { RehearsedStage } from '../../local/rehearsal/rehearsed-stage.ts';
import { HEALTHY_MODEL } from '../../local/rehearsal/scenarios.ts';
import { ServedTraffic } from '../../local/rehearsal/served-traffic.ts';
import type { Stage } from '../local/rehearsal/stage.ts';
import { engineClients } from './engine-clients.ts';
import { type IoOptions, type Outcome, TestIo } from './io.ts';

const START = Date.UTC(2026, 0, 5, 8);
const BEAT_MS = 5000;

export interface OperatorOptions {
  readonly stage: Stage;
  readonly requestsPerMinute: number;
  /** How models differ from one in good health, by value of the flag. */
  readonly models: Readonly<Record<string, Partial<ModelBehaviour>>>;
  readonly seed?: number;
}

/** An operator's command line at a rehearsed stage: its users go on asking while a command waits. */
export class RehearsedOperator {
  readonly clock = new VirtualClock(START);
  readonly stage: RehearsedStage;
  /** Requests served so far: which model, and when (epoch milliseconds). */
  readonly served: { readonly model: string; readonly atMs: number }[] = [];
  readonly #traffic: ServedTraffic;
  #clients: AwsClients | undefined;
  /** Called at every pause of a command. */
  onPause: () => void = () => {};

  private constructor(stage: RehearsedStage, clock: VirtualClock, options: OperatorOptions) {
    const { requestsPerMinute, models, seed = 7 } = options;
    this.clock = clock;
    this.stage = stage;
    this.#traffic = new ServedTraffic({
      ...{ stage, clock, safeDefault: options.stage.safeDefault, trace: undefined, judge: undefined },
      random: new Random(seed),
      traffic: { requestsPerMinute, users: 5000 },
      faultAt: () => undefined,
    });
    for (const model of Object.keys(JSON.parse(stage.variables[ENV.catalogue] ?? '{}'))) {
      this.#traffic.play(model, { ...HEALTHY_MODEL, ...models[model] });
    }
    this.#noteServed();
  }

  /** Brings the stage up, with five minutes of traffic. */
  static async open(options: OperatorOptions): Promise<RehearsedOperator> {
    const clock = new VirtualClock(START);
    const stage = await RehearsedStage.create({ template: options.stage.template, clock });
    const operator = new RehearsedOperator(stage, clock, options);
    clock.moveTo(operator.#traffic.beginMs);
    await operator.pass(5 * 60_000);
    await operator.#connect();
    return operator;
  }

  /** The stage's environment, as AppConfig's operations name it. */
  get environment(): { readonly ApplicationId: string; readonly EnvironmentId: string } {
    const { variables } = this.stage;
    return {
      ApplicationId: variables[ENV.application] ?? '',
      EnvironmentId: variables[ENV.environment] ?? '',
    };
  }

  /** Runs a command line as a process of its own would: it knows nothing of those before. */
  run(args: readonly string[], options: IoOptions = {}): Promise<Outcome> {
    return this.io(options).run(...args);
  }

  io(options: IoOptions = {}): TestIo {
    return new TestIo({
      nowMs: () => this.clock.now(),
      pause: async (ms) => {
        this.onPause();
        await this.pass(ms);
      },
      ...(this.#clients && { clients: this.#clients }),
      ...options,
    });
  }

  /** Serves the users for so long, in whole beats of five seconds. */
  async pass(ms: number): Promise<void> {
    await this.#traffic.run(Math.ceil(ms / BEAT_MS) * BEAT_MS);
  }

  async #connect(): Promise<void> {
    const { appConfig, cloudWatch } = this.stage;
    const appConfigData = new AppConfigData({ clock: this.clock, source: appConfig });
    const { clients } = await engineClients(endpointOf({ appConfig, appConfigData, cloudWatch }));
    this.#clients = clients;
  }

  /** Reads along what the handlers write. */
  #noteServed(): void {
    const { cloudWatch } = this.stage;
    const ingest = cloudWatch.ingestLog.bind(cloudWatch);
    cloudWatch.ingestLog = (line, atMs) => {
      const { Model, _aws } = JSON.parse(line) as { Model?: string; _aws?: { Timestamp: number } };
      if (Model !== undefined) this.served.push({ model: Model, atMs: _aws?.Timestamp ?? 0 });
      return ingest(line, atMs);
    };
  }
}
