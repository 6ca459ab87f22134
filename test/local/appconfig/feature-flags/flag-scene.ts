import type { AgentReply } from '../../../../local/appconfig/agent-reply.ts';
import { AppConfig } from '../../../../local/appconfig/appconfig.ts';
import { AppConfigAgent, type AppConfigAgentOptions } from '../../../../local/appconfig/appconfig-agent.ts';
import { VirtualClock } from '../../../../local/clock.ts';

const START = Date.UTC(2026, 0, 1);
export const PATH = '/applications/shop/environments/prod/configurations/features';

/** One state of a flag in a definition. */
export interface VariantShape {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly rule?: string;
  readonly value?: string | number;
}

/** A definition by flag: a value for a flag without variants, or its variants. */
export type FlagShapes = Readonly<Record<string, string | number | readonly VariantShape[]>>;

/** The text of a definition whose flags have one attribute, `value`. */
export function definition(flags: FlagShapes): string {
  const values = Object.entries(flags).map(([key, shape]) => [
    key,
    typeof shape === 'object'
      ? { _variants: shape.map((variant, at) => variantOf(variant, at)) }
      : { enabled: true, value: shape },
  ]);
  const defined = Object.entries(flags).map(([key, shape]) => {
    const first = typeof shape === 'object' ? shape.find(({ value }) => value !== undefined)?.value : shape;
    return [key, { name: key, attributes: { value: { constraints: { type: typeof (first ?? '') } } } }];
  });
  return JSON.stringify({
    version: '1',
    flags: Object.fromEntries(defined),
    values: Object.fromEntries(values),
  });
}

function variantOf({ name, enabled = true, rule, value }: VariantShape, at: number): object {
  return {
    name: name ?? `v${at}`,
    enabled,
    ...(rule !== undefined && { rule }),
    attributeValues: value === undefined ? {} : { value },
  };
}

/** An application `shop` with an environment `prod` and a profile `features` of feature flags. */
export class FlagScene {
  readonly clock = new VirtualClock(START);
  readonly engine = new AppConfig({ clock: this.clock });
  readonly place: { ApplicationId: string; EnvironmentId: string; ConfigurationProfileId: string };
  readonly assignments: Record<string, unknown>[] = [];

  constructor() {
    const { engine } = this;
    const ApplicationId = engine.createApplication({ Name: 'shop' }).Id ?? '';
    const EnvironmentId = engine.createEnvironment({ ApplicationId, Name: 'prod' }).Id ?? '';
    const profile = {
      ApplicationId,
      Name: 'features',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    };
    this.place = {
      ...{ ApplicationId, EnvironmentId },
      ConfigurationProfileId: engine.createConfigurationProfile(profile).Id ?? '',
    };
  }

  async version(content: string): Promise<string> {
    const made = await this.engine.createHostedConfigurationVersion({
      ...this.place,
      ContentType: 'application/json',
      Content: Buffer.from(content),
    });
    return String(made.VersionNumber);
  }

  /** `minutes` 0 = at once; otherwise 25 per cent in each quarter of them. */
  async deploy(flags: FlagShapes, minutes = 0): Promise<void> {
    const { Id: DeploymentStrategyId } = this.engine.createDeploymentStrategy({
      Name: `over ${minutes}`,
      DeploymentDurationInMinutes: minutes,
      GrowthFactor: minutes === 0 ? 100 : 25,
    });
    const ConfigurationVersion = await this.version(definition(flags));
    await this.engine.startDeployment({ ...this.place, DeploymentStrategyId, ConfigurationVersion });
  }

  /** Moves the clock and ticks once. */
  async after(minutes: number): Promise<void> {
    this.clock.advance(minutes * 60_000);
    await this.engine.tick();
  }

  agent(options: Partial<AppConfigAgentOptions> = {}): AppConfigAgent {
    return new AppConfigAgent({
      ...{ clock: this.clock, source: this.engine, pollIntervalMs: 0 },
      assignmentLog: (line) => this.assignments.push(JSON.parse(line)),
      ...options,
    });
  }

  /** An experiment of two arms; gives its id. */
  experiment({
    flag = 'model',
    audience = '(not (exists key::"staff"))',
    control = 'control',
    treatment = 'treatment',
  } = {}): string {
    const arm = (value: string) => ({
      Weight: 1,
      FlagValue: { Enabled: true, AttributeValues: { value: { StringValue: value } } },
    });
    const made = this.engine.experiments.createExperimentDefinition({
      ...{ ApplicationIdentifier: 'shop', EnvironmentIdentifier: 'prod' },
      ...{ ConfigurationProfileIdentifier: 'features', Name: 'compare', FlagKey: flag },
      ...{ AudienceRule: audience, Control: arm(control), Treatments: [arm(treatment)] },
    });
    return made.Id ?? '';
  }

  run(definition: string, exposure: number, overrides: Record<string, string> = {}): void {
    this.engine.experiments.startExperimentRun({
      ...{ ApplicationIdentifier: 'shop', ExperimentDefinitionIdentifier: definition },
      ...{ ExposurePercentage: exposure, TreatmentOverrides: { Inline: overrides } },
    });
  }
}

/** The JSON that an agent answers with; its status where that is not 200. */
export function answered(reply: AgentReply): unknown {
  if (reply.kind !== 'answer') return reply.kind;
  return reply.status === 200 ? JSON.parse(Buffer.from(reply.body).toString()) : reply.status;
}

/** What the flag `model` is for a user. */
export function ask(agent: AppConfigAgent, headers: Record<string, string> = {}, flag = 'model'): unknown {
  return answered(agent.get(`${PATH}?flag=${flag}`, headers));
}
