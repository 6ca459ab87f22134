import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aDirectory } from '../../lib/helpers/scratch.ts';
import { CliStage, MINUTE, type StageOptions } from '../stage.ts';

/** A verb that changes something, in a stage where it has something to do. */
export interface VerbCase {
  readonly verb: string;
  readonly args: readonly string[];
  /** It starts a deployment that takes its time. */
  readonly isLinear?: true;
  /** Opens the stage and brings it to where the verb is needed. */
  readonly open: (options?: StageOptions) => Promise<CliStage>;
}

const AT_PROD = ['--env', 'prod'];

export const WITH_PIN = aDocument([
  aFlag({
    pins: [{ condition: { customer_id: ['acme'] }, value: 'new', reason: 'contract', until: '2027-01-31' }],
  }),
]);

/** `old` for everybody, `new` for so many per cent. */
export function aRollout(percentage: number): unknown {
  return aDocument([aFlag({ rules: [aPercentage(percentage)] })]);
}

/** A stage in which `new` goes to half of the users by a linear deployment that has reached a quarter of them. */
export async function aRunningRollout(options: StageOptions = {}): Promise<CliStage> {
  const stage = await CliStage.open(options);
  await stage.deploy(aRollout(50), stage.linear);
  await stage.pass(6 * MINUTE);
  return stage;
}

/** A stage in which `new` goes to half of the users. */
export async function aCompleteRollout(options: StageOptions = {}): Promise<CliStage> {
  const stage = await CliStage.open(options);
  await stage.deploy(aRollout(50));
  return stage;
}

const start = ['start', ...AT_PROD, '--flag', 'm', '--value', 'new', '--percentage', '10', '--no-watch'];
const customer = ['--flag', 'm', '--customer', 'acme'];
const until = ['--value', 'new', '--reason', 'contract', '--until', '2027-01-31'];

export const START: VerbCase = {
  ...{ verb: 'start', isLinear: true, args: start },
  open: (options) => CliStage.open(options),
};
export const PROMOTE: VerbCase = {
  ...{ verb: 'promote', isLinear: true },
  args: ['promote', ...AT_PROD, '--flag', 'm', '--value', 'new', '--no-watch'],
  open: aCompleteRollout,
};
export const PIN: VerbCase = {
  verb: 'pin',
  args: ['pin', ...AT_PROD, ...customer, ...until],
  open: (options) => CliStage.open(options),
};
export const UNPIN: VerbCase = {
  verb: 'unpin',
  args: ['unpin', ...AT_PROD, ...customer],
  open: (options) => CliStage.open({ first: WITH_PIN, ...options }),
};
export const STOP: VerbCase = { verb: 'stop', args: ['stop', ...AT_PROD], open: aRunningRollout };
export const REVERT: VerbCase = { verb: 'revert', args: ['revert', ...AT_PROD], open: aCompleteRollout };
export const KILL_RUNNING: VerbCase = {
  verb: 'kill (while it is rolled out)',
  args: ['kill', ...AT_PROD, '--flag', 'm', '--value', 'new'],
  open: aRunningRollout,
};
export const KILL_COMPLETE: VerbCase = { ...KILL_RUNNING, verb: 'kill', open: aCompleteRollout };

/** Lifts a kill. */
const EDITED = join(aDirectory(), 'next.jsonc');
writeFileSync(EDITED, `// by hand\n${JSON.stringify(aRollout(10))}`);

export const DEPLOY: VerbCase = {
  ...{ verb: 'deploy', isLinear: true, args: ['deploy', EDITED, ...AT_PROD, '--no-watch'] },
  open: (options) => CliStage.open({ first: aDocument([aFlag({ killed: ['new'] })]), ...options }),
};

export const VERBS: readonly VerbCase[] = [
  ...[START, PROMOTE, PIN, UNPIN, STOP, REVERT, KILL_RUNNING, KILL_COMPLETE, DEPLOY],
];

/** All that a verb can change. */
export interface Stand {
  readonly versions: readonly unknown[];
  /** Number and state, newest first. */
  readonly deployments: readonly (readonly unknown[])[];
  readonly served: unknown;
}

export function standOf(stage: CliStage): Stand {
  const versions = stage.appConfig.listHostedConfigurationVersions(stage.profile).Items ?? [];
  return {
    versions: versions.map(({ VersionNumber }) => VersionNumber),
    deployments: stage.deployments().map(({ DeploymentNumber, State }) => [DeploymentNumber, State]),
    served: stage.served(),
  };
}

/** Requests of this kind are carried out, and the first answer is lost. */
export function loseAnswer(stage: CliStage, kind: RegExp): void {
  stage.intercept = async (request, handle) => {
    if (!kind.test(`${request.method} ${request.path}`)) return undefined;
    stage.intercept = () => undefined;
    await handle(request);
    return { status: 0, connection: 'reset' };
  };
}

/** Another operator ends what is in progress and deploys a version to everybody. */
export async function anotherDeploys(stage: CliStage, version: number): Promise<void> {
  const [newest] = stage.deployments();
  if (newest?.State === 'DEPLOYING') {
    const { DeploymentNumber } = newest;
    await stage.appConfig.stopDeployment({ ...stage.environment, DeploymentNumber });
  }
  await stage.appConfig.startDeployment({
    ...stage.environment,
    ConfigurationProfileId: stage.profileId,
    ConfigurationVersion: String(version),
    DeploymentStrategyId: stage.atOnce,
  });
}

/** Another operator deploys prompts of this version to everybody; those before it are stored as well. */
export async function deployPrompts(
  stage: CliStage,
  version: string,
  strategyId = stage.atOnce,
): Promise<void> {
  const profile = { ApplicationId: stage.applicationId, ConfigurationProfileId: stage.promptsProfileId };
  const Content = Buffer.from('{"version":1,"prompts":[]}');
  for (let stored = 0; stored < Number(version); stored += 1) {
    await stage.appConfig.createHostedConfigurationVersion({
      ...profile,
      Content,
      ContentType: 'application/json',
    });
  }
  await stage.appConfig.startDeployment({
    ...{ ...stage.environment, ConfigurationProfileId: stage.promptsProfileId },
    ...{ ConfigurationVersion: version, DeploymentStrategyId: strategyId },
  });
}
