import type { Deployment } from '@aws-sdk/client-appconfig';
import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import { EnvironmentDeployments } from '../../lambda/watch/environment-deployments.ts';
import { rollbackOf } from '../../lambda/watch/kill-deployment.ts';
import type { FlagDeployment } from '../../lambda/watch/standing.ts';
import { askFor } from '../agreement.ts';
import { stillInProgress } from '../appconfig/in-progress.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import { CliError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { showChanges } from '../difference/show-changes.ts';
import { EXIT } from '../exit-code.ts';
import { isTakenBack } from '../observation/deployments.ts';
import type { Report } from '../report.ts';
import { atStage, type RolloutContext } from '../rollout/rollout-context.ts';
import { type StopEnd, stopDeployment } from '../rollout/stop-deployment.ts';

/** What `stop --json` prints. */
export interface StopData extends StageNames {
  /** Whether this command stopped the deployment. */
  readonly changed: boolean;
  readonly dryRun?: true;
  readonly deployment: number;
  /** Name of the configuration profile that it deploys. */
  readonly profile: string;
  readonly version: string;
  /** AppConfig's word for how it stands. */
  readonly state: string;
  /** Version of that profile that everybody is served again; absent when none was deployed before. */
  readonly servedVersion?: string;
  /** How the flags change with that; absent for another profile, and when a version cannot be read. */
  readonly changes?: readonly ChangedFlag[];
}

/** A deployment that can be stopped, and what is served then. */
interface Stoppable {
  readonly deployment: Deployment;
  readonly before: FlagDeployment | undefined;
  readonly changes: readonly ChangedFlag[] | undefined;
}

/** Ends the deployment that is in progress, whatever its profile. */
export const stop: Command<ChangeOptions> = async (options, commandContext) => {
  const context = await atStage(options, commandContext);
  const stoppable = await readStoppable(context);
  showStoppable(stoppable, context);
  if (options.dryRun) return dryRun(stoppable, context);
  const number = numberOf(stoppable);
  if (stoppable.deployment.State !== 'ROLLING_BACK') {
    await askFor(`Stop deployment ${number} of ${stageName(context.open.stage)}?`, options, context);
  }
  return reportOf(await stopDeployment(number, context), stoppable, context);
};

async function readStoppable(context: RolloutContext): Promise<Stoppable> {
  const { stage, clients, deployments, versions } = context.open;
  const standing = await deployments.standing();
  if (!standing.isInProgress) throw nothingRuns();
  const deployment = await deployments.get(standing.latestNumber);
  const { ConfigurationProfileId: profileId = '', ConfigurationVersion: version = '' } = deployment;
  if (profileId !== stage.place.profileId) {
    const others = new EnvironmentDeployments(clients.appConfig, { ...stage.place, profileId });
    return { deployment, before: (await others.standing()).before, changes: undefined };
  }
  const { before } = standing;
  const documents = before && (await versions.bothDocuments(version, before.version));
  return { deployment, before, changes: documents && flagChanges(...documents) };
}

function nothingRuns(): CliError {
  const message =
    'no deployment is in progress in this environment; nothing was changed; take back what is complete with `model-rollout revert`, or one value with `model-rollout kill`';
  return new CliError('nothing-to-do', message, { exitCode: EXIT.refused });
}

function showStoppable({ deployment, before, changes }: Stoppable, context: RolloutContext): void {
  const { ConfigurationName, ConfigurationVersion, PercentageComplete = 0, State } = deployment;
  const { screen } = context;
  const reached = State === 'DEPLOYING' ? ` at ${PercentageComplete} %` : '';
  screen.paragraph(
    `Deployment ${deployment.DeploymentNumber} of ${ConfigurationName}, version ${ConfigurationVersion}, is ${State}${reached} in ${stageName(context.open.stage)}. Once it is stopped, ${servedThen(before)}.`,
  );
  if (changes) showChanges(changes, screen);
}

function servedThen(before: FlagDeployment | undefined): string {
  if (before === undefined) return 'nothing is deployed of it, and the functions serve their safe default';
  return `everybody is served version ${before.version} again`;
}

function dryRun(stoppable: Stoppable, context: RolloutContext): Report {
  return {
    exitCode: EXIT.ok,
    data: { ...dataOf(stoppable, context), changed: false, dryRun: true } satisfies StopData,
    show: (screen) => screen.line('Dry run: nothing was changed.'),
  };
}

function reportOf({ deployment, wasOver }: StopEnd, stoppable: Stoppable, context: RolloutContext): Report {
  const { State } = deployment;
  const number = numberOf(stoppable);
  if (State === 'COMPLETE') throw completed(deployment);
  if (!isTakenBack(State)) throw stillInProgress(deployment);
  const by = rollbackOf(deployment)?.Description ?? 'AppConfig does not say why';
  const what = wasOver ? `was taken back already (${by})` : `is ${State}`;
  return {
    exitCode: EXIT.ok,
    data: { ...dataOf({ ...stoppable, deployment }, context), changed: !wasOver } satisfies StopData,
    show: (screen) =>
      screen.paragraph(
        `Deployment ${number} ${what}: ${servedThen(stoppable.before)}, with the next poll of each caller.`,
      ),
  };
}

function completed({ DeploymentNumber, ConfigurationVersion }: Deployment): CliError {
  const message = `deployment ${DeploymentNumber} completed before it could be stopped; everybody is served version ${ConfigurationVersion}; take it back with \`model-rollout revert\``;
  return new CliError('nothing-to-do', message, { exitCode: EXIT.refused });
}

function dataOf(
  { deployment, before, changes }: Stoppable,
  context: RolloutContext,
): Omit<StopData, 'changed' | 'dryRun'> {
  const { ConfigurationName = '', ConfigurationVersion = '', State = '' } = deployment;
  return {
    ...namesOf(context.open.stage),
    deployment: deployment.DeploymentNumber ?? 0,
    profile: ConfigurationName,
    version: ConfigurationVersion,
    state: State,
    ...(before && { servedVersion: before.version }),
    ...(changes && { changes }),
  };
}

function numberOf({ deployment }: Stoppable): number {
  return deployment.DeploymentNumber ?? 0;
}
