import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '@aws-sdk/client-appconfig';
import type { FlagDeployment } from '../../lambda/watch/standing.ts';
import { askFor } from '../agreement.ts';
import { inProgress, stillInProgress } from '../appconfig/in-progress.ts';
import { namesOf, type StageNames, stageName } from '../appconfig/stage-names.ts';
import { isLost } from '../aws/aws-error.ts';
import { CliError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import {
  type DocumentChanges,
  documentChanges,
  showDocumentChanges,
} from '../difference/document-changes.ts';
import { EXIT } from '../exit-code.ts';
import { isTakenBack, REVERTIBLE_MS } from '../observation/deployments.ts';
import { durationText } from '../output/time-text.ts';
import type { Report } from '../report.ts';
import { awaitEnd } from '../rollout/await-end.ts';
import { type Revertible, readRevertible } from '../rollout/revertible.ts';
import { atStage, type RolloutContext } from '../rollout/rollout-context.ts';
import { isRefusal } from '../rollout/stop-deployment.ts';

/** What `revert --json` prints; without `changes` and `sample` when a version cannot be read. */
export interface RevertData extends StageNames, Partial<DocumentChanges> {
  /** Whether this command took the deployment back; `false` also when it was reverted before. */
  readonly changed: boolean;
  readonly dryRun?: true;
  /** The deployment that is taken back. */
  readonly deployment: number;
  readonly version: string;
  /** AppConfig's word for how it stands. */
  readonly state: string;
  /** Version that everybody is served again. */
  readonly servedVersion?: string;
}

/** A deployment that can be taken back, and what is served then. */
interface Reversal {
  readonly newest: FlagDeployment;
  readonly before: FlagDeployment;
  readonly changes: DocumentChanges | undefined;
}

/** Takes the newest completed deployment of the flag document back. */
export const revert: Command<ChangeOptions> = async (options, commandContext) => {
  const context = await atStage(options, commandContext);
  const revertible = await readRevertible(context.open);
  const { newest, before } = revertible;
  if (newest?.state === 'REVERTED') return reverted(newest, before, context);
  const reversal = await requireReversal(revertible, context);
  show(reversal, context);
  if (options.dryRun) return dryRun(reversal, context);
  await askFor(
    `Revert deployment ${reversal.newest.number} of ${stageName(context.open.stage)}?`,
    options,
    context,
  );
  if (!isDeepStrictEqual(await readRevertible(context.open), revertible)) throw concurrentChange();
  return reportOf(await takeBack(reversal.newest.number, context), reversal, context);
};

async function requireReversal(
  { standing, newest, before }: Revertible,
  context: RolloutContext,
): Promise<Reversal> {
  if (standing.isInProgress) throw inProgress(standing);
  if (newest === undefined || before === undefined) throw nothingBefore();
  const ageMs = context.io.clock.now() - (newest.completedAtMs ?? 0);
  if (ageMs > REVERTIBLE_MS) throw tooOld(newest, ageMs);
  const versions = await context.open.versions.bothDocuments(newest.version, before.version);
  return { newest, before, changes: versions && documentChanges(...versions, context.io.clock.now()) };
}

function show({ newest, before, changes }: Reversal, context: RolloutContext): void {
  const { screen, io } = context;
  const age = durationText(io.clock.now() - (newest.completedAtMs ?? 0));
  screen.paragraph(
    `Deployment ${newest.number} of ${stageName(context.open.stage)}, version ${newest.version}, has been complete for ${age}. Once it is reverted, everybody is served version ${before.version} again. Monitors have no say in a revert.`,
  );
  if (changes) showDocumentChanges(changes, screen);
}

/**
 * Asks AppConfig and waits; a lost answer, or the refusal of the SDK's second attempt, is no failure when the deployment turns
 * out to be taken back.
 */
async function takeBack(number: number, context: RolloutContext): Promise<Deployment> {
  const { open, io, aftermath } = context;
  aftermath.checkpoint(io.interrupted);
  await open.deployments.revert(number).catch(async (error: unknown) => {
    if (!isLost(error) && !isRefusal(error)) throw error;
    const before = aftermath.text;
    aftermath.becomes(`it is not known whether deployment ${number} was reverted`);
    const { State } = await open.deployments.get(number);
    if (State !== 'COMPLETE') return;
    if (isRefusal(error)) aftermath.becomes(before);
    throw error;
  });
  aftermath.becomes(
    `deployment ${number} is reverted by AppConfig, look with \`model-rollout status\`; nothing else was changed`,
  );
  return awaitEnd(number, context, isTakenBack);
}

function reverted(
  { number, version, state }: FlagDeployment,
  before: FlagDeployment | undefined,
  context: RolloutContext,
): Report {
  const data: RevertData = {
    ...namesOf(context.open.stage),
    ...{ changed: false, deployment: number, version, state },
    ...(before && { servedVersion: before.version }),
  };
  const served = before ? `version ${before.version} is served` : 'nothing is served';
  return {
    exitCode: EXIT.ok,
    data,
    show: (screen) =>
      screen.paragraph(
        `Deployment ${number} is REVERTED already, and ${served}. Nothing was changed. A revert goes back by one deployment; to go further, deploy the document that you want.`,
      ),
  };
}

function dryRun(reversal: Reversal, context: RolloutContext): Report {
  const data = { ...dataOf(reversal, context), state: reversal.newest.state, changed: false } as const;
  return {
    exitCode: EXIT.ok,
    data: { ...data, dryRun: true } satisfies RevertData,
    show: (screen) => screen.line('Dry run: nothing was changed.'),
  };
}

function reportOf(deployment: Deployment, reversal: Reversal, context: RolloutContext): Report {
  const { State: state = '' } = deployment;
  if (!isTakenBack(deployment.State)) throw stillInProgress(deployment);
  return {
    exitCode: EXIT.ok,
    data: { ...dataOf(reversal, context), state, changed: true } satisfies RevertData,
    show: (screen) =>
      screen.paragraph(
        `Deployment ${reversal.newest.number} is ${state}: everybody is served version ${reversal.before.version} again, with the next poll of each caller.`,
      ),
  };
}

function dataOf(
  { newest, before, changes }: Reversal,
  context: RolloutContext,
): Omit<RevertData, 'changed' | 'dryRun' | 'state'> {
  return {
    ...namesOf(context.open.stage),
    deployment: newest.number,
    version: newest.version,
    servedVersion: before.version,
    ...changes,
  };
}

function nothingBefore(): CliError {
  const message =
    'there is no completed deployment of the flag document that another one came after; nothing was changed; take a value away with `model-rollout kill`';
  return new CliError('nothing-to-do', message, { exitCode: EXIT.refused });
}

function tooOld({ number }: FlagDeployment, ageMs: number): CliError {
  const message = `deployment ${number} has been complete for ${durationText(ageMs)}, and AppConfig reverts for 72 hours; nothing was changed; take a value away with \`model-rollout kill\`, or deploy the document that you want`;
  return new CliError('change-refused', message, { exitCode: EXIT.refused });
}

function concurrentChange(): CliError {
  const message =
    'somebody else has deployed or taken back something meanwhile; nothing was changed by this command; see `model-rollout status`, and run it again';
  return new CliError('concurrent-change', message, { exitCode: EXIT.refused });
}
