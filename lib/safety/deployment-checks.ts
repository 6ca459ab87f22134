import { CfnDeployment, CfnDeploymentStrategy, type CfnEnvironment } from 'aws-cdk-lib/aws-appconfig';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { alarmsAmong } from './monitor-checks.ts';
import { referent, rendered, resourcesAround } from './rendered.ts';
import type { Finding } from './synth-check.ts';

/** Minutes that AppConfig's predefined strategies take, growth and bake ("Predefined deployment strategies"). */
const PREDEFINED_MINUTES: Readonly<Record<string, number>> = {
  'AppConfig.Linear20PercentEvery6Minutes': 60,
  'AppConfig.Canary10Percent20Minutes': 30,
  'AppConfig.AllAtOnce': 10,
  'AppConfig.Linear50PercentEvery30Seconds': 2,
};

/** An environment, and the construct whose deployments are its own. */
export interface DeployedEnvironment {
  readonly owner: IConstruct;
  readonly environment: CfnEnvironment;
  readonly monitors: readonly IAlarm[];
}

/** Deployments that CloudFormation makes to an environment, whoever defines them. */
export function deploymentFindings(place: DeployedEnvironment): readonly Finding[] {
  const { owner, environment } = place;
  return resourcesAround(owner, CfnDeployment)
    .filter(({ environmentId }) => referent(environmentId) === environment)
    .flatMap((deployment) => [...replacingTags(deployment, place), ...racingAlarms(deployment, place)]);
}

/** Every property of a deployment replaces it, tags too. Ours have theirs taken out; something may bring them back. */
function replacingTags(deployment: CfnDeployment, { owner }: DeployedEnvironment): readonly Finding[] {
  const { Tags: tags } = rendered(deployment);
  if (tags === undefined) return [];
  const isOurs = deployment.node.scopes.includes(owner);
  const fix = isOurs
    ? "remove whatever sets the property 'Tags' of it"
    : "call addPropertyDeletionOverride('Tags') on its CfnDeployment";
  const message = `deployment ${deployment.node.path} has tags, and a changed tag makes CloudFormation deploy its version again: ${fix}`;
  return [{ check: isOurs ? 'deployment-tags' : 'foreign-deployment-tags', message }];
}

/** An alarm is `INSUFFICIENT_DATA` when it has just been made, and a deployment that takes time is watched meanwhile. */
function racingAlarms(
  { node, deploymentStrategyId }: CfnDeployment,
  { monitors }: DeployedEnvironment,
): readonly Finding[] {
  const minutes = minutesOf(deploymentStrategyId);
  if (alarmsAmong(monitors).length === 0 || minutes === undefined || minutes === 0) return [];
  const message = `deployment ${node.path} grows and bakes for ${minutes} minutes, while alarms that CloudFormation makes with it may still be INSUFFICIENT_DATA, for which AppConfig may take it back: deploy first versions with a strategy of no growth and no bake, such as atOnceStrategy of ModelFlags`;
  return [{ check: 'first-deployment-race', message }];
}

/** Growth and bake of a strategy; `undefined` where only the deployment knows. */
function minutesOf(strategyId: string): number | undefined {
  const strategy = referent(strategyId);
  if (!(strategy instanceof CfnDeploymentStrategy)) return PREDEFINED_MINUTES[strategyId];
  const { DeploymentDurationInMinutes: growth, FinalBakeTimeInMinutes: bake = 0 } = rendered(strategy);
  return typeof growth === 'number' && typeof bake === 'number' ? growth + bake : undefined;
}
