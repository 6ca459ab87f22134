import type {
  CreateDeploymentStrategyRequest,
  DeleteDeploymentStrategyRequest,
  DeploymentStrategies,
  DeploymentStrategy,
  GetDeploymentStrategyRequest,
  GrowthType,
  ListDeploymentStrategiesRequest,
  UpdateDeploymentStrategyRequest,
} from '@aws-sdk/client-appconfig';
import { badRequest } from './errors.ts';
import type { IdGenerator } from './id-generator.ts';
import { given, inRange, named, required } from './input.ts';
import { pageOf } from './page.ts';
import { ResourceStore } from './resource-store.ts';

export type StrategyRecord = DeploymentStrategy & {
  readonly Id: string;
  readonly Name: string;
  readonly DeploymentDurationInMinutes: number;
  readonly GrowthType: GrowthType;
  readonly GrowthFactor: number;
  readonly FinalBakeTimeInMinutes: number;
};

const MINUTES = { min: 0, max: 1440 };

/** Deployment strategies; 20 a Region beside the predefined ones, which can be neither changed nor deleted. */
export class Strategies {
  readonly #store = new ResourceStore<StrategyRecord>('DeploymentStrategy', 20 + PREDEFINED.length);
  readonly #ids: IdGenerator;

  constructor(ids: IdGenerator) {
    this.#ids = ids;
    for (const strategy of PREDEFINED) this.#store.put(strategy);
  }

  create(input: CreateDeploymentStrategyRequest): DeploymentStrategy {
    const strategy: StrategyRecord = {
      Id: this.#ids.next(),
      Name: named(input.Name, 'Name'),
      DeploymentDurationInMinutes: required(input.DeploymentDurationInMinutes, 'DeploymentDurationInMinutes'),
      GrowthType: input.GrowthType ?? 'LINEAR',
      GrowthFactor: required(input.GrowthFactor, 'GrowthFactor'),
      FinalBakeTimeInMinutes: input.FinalBakeTimeInMinutes ?? 0,
      ReplicateTo: input.ReplicateTo ?? 'NONE',
      ...given({ Description: input.Description }),
    };
    return this.#store.put(checked(strategy));
  }

  get({ DeploymentStrategyId }: GetDeploymentStrategyRequest): StrategyRecord {
    return this.#store.get(required(DeploymentStrategyId, 'DeploymentStrategyId'));
  }

  list(input: ListDeploymentStrategiesRequest): DeploymentStrategies {
    return pageOf(this.#store.all(), input);
  }

  /** A deployment under way keeps the strategy it was started with. */
  update(input: UpdateDeploymentStrategyRequest): DeploymentStrategy {
    const { DeploymentStrategyId: _, ...changes } = input;
    return this.#store.put(checked({ ...this.#changeable(input), ...given(changes) } as StrategyRecord));
  }

  delete(input: DeleteDeploymentStrategyRequest): void {
    this.#store.delete(this.#changeable(input).Id);
  }

  #changeable(input: GetDeploymentStrategyRequest): StrategyRecord {
    const strategy = this.get(input);
    if (PREDEFINED.some(({ Id }) => Id === strategy.Id)) {
      throw badRequest(`${strategy.Id} is predefined and cannot be changed or deleted; create your own`);
    }
    return strategy;
  }
}

function checked(strategy: StrategyRecord): StrategyRecord {
  const { DeploymentDurationInMinutes, FinalBakeTimeInMinutes, GrowthFactor, GrowthType } = strategy;
  inRange(DeploymentDurationInMinutes, { member: 'DeploymentDurationInMinutes', ...MINUTES });
  inRange(FinalBakeTimeInMinutes, { member: 'FinalBakeTimeInMinutes', ...MINUTES });
  inRange(GrowthFactor, { member: 'GrowthFactor', min: 1, max: 100, fractions: true });
  if (GrowthType !== 'LINEAR' && GrowthType !== 'EXPONENTIAL') {
    throw badRequest(`GrowthType is ${GrowthType}, allowed are LINEAR and EXPONENTIAL`);
  }
  return strategy;
}

function predefined(
  name: string,
  [type, factor, minutes, bakeMinutes]: readonly [GrowthType, number, number, number],
): StrategyRecord {
  return {
    Id: `AppConfig.${name}`,
    Name: `AppConfig.${name}`,
    DeploymentDurationInMinutes: minutes,
    GrowthType: type,
    GrowthFactor: factor,
    FinalBakeTimeInMinutes: bakeMinutes,
    ReplicateTo: 'NONE',
  };
}

/** Growth type, factor, duration and bake time as listed in the user guide, "Predefined deployment strategies". */
const PREDEFINED: readonly StrategyRecord[] = [
  predefined('Linear20PercentEvery6Minutes', ['LINEAR', 20, 30, 30]),
  predefined('Canary10Percent20Minutes', ['EXPONENTIAL', 10, 20, 10]),
  predefined('AllAtOnce', ['LINEAR', 100, 0, 10]),
  predefined('Linear50PercentEvery30Seconds', ['LINEAR', 50, 1, 1]),
];
