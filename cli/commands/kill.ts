import { flagChanges } from '../../core/difference/flag-changes.ts';
import { isInProgress } from '../../lambda/watch/standing.ts';
import { askFor } from '../agreement.ts';
import { stillInProgress } from '../appconfig/in-progress.ts';
import { servedDeployment } from '../appconfig/prepare-change.ts';
import { strategiesOf } from '../appconfig/stage.ts';
import { stageName } from '../appconfig/stage-names.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { showChanges } from '../difference/show-changes.ts';
import { EXIT } from '../exit-code.ts';
import { type CarriedOut, carryOutKill, hasToStop } from '../kill/carry-out-kill.ts';
import { type KillData, killData, killReport, shownKill } from '../kill/kill-report.ts';
import { MonitorsSilence } from '../kill/monitors-silence.ts';
import { type KillReading, readKill, type TypedKill } from '../kill/read-kill.ts';
import { seeEffect } from '../kill/see-effect.ts';
import { tellStep } from '../kill/tell-step.ts';
import { patiently } from '../patience.ts';
import type { Report } from '../report.ts';
import { awaitEnd } from '../rollout/await-end.ts';
import { atStage, type RolloutContext } from '../rollout/rollout-context.ts';

/** Options of `kill`. */
export interface KillOptions extends ChangeOptions, TypedKill {}

/** From now on nobody gets the value: stops what runs, deploys at once, and looks from outside whether it took effect. */
export const kill: Command<KillOptions> = async (options, commandContext) => {
  const context = await atStage(options, commandContext);
  const { clients, stage } = context.open;
  const { atOnce: strategyId } = await strategiesOf(clients.appConfig, stage);
  const reading = await readSettled(options, context);
  const isDone = reading.after === reading.deployed.document && !hasToStop(reading);
  if (!isDone) show(reading, context);
  if (options.dryRun) return dryRun(reading, isDone, context);
  if (!isDone) {
    const question = `Kill ${shownKill(reading)} for everybody in ${stageName(context.open.stage)}?`;
    await askFor(question, options, context);
  }
  const begunMs = context.io.clock.now();
  const silence = await patiently(() => MonitorsSilence.of(context), context);
  const means = { typed: options, strategyId, silence };
  const done = isDone
    ? {}
    : await carryOutKill(reading, means, context).catch((error) => {
        for (const trouble of silence.troubles) tellStep(trouble, context);
        throw error;
      });
  return finish({ reading, done, silence, begunMs }, context);
};

/** A kill of the same value that is on its way already is waited for. */
async function readSettled(options: KillOptions, context: RolloutContext): Promise<KillReading> {
  const reading = await readKill(options, context);
  const { running } = reading;
  if (running?.effect !== 'kills' || options.dryRun) return reading;
  const { DeploymentNumber: number = 0 } = running.deployment;
  context.screen.paragraph(`Deployment ${number} is killing ${shownKill(reading)} already.`);
  await awaitEnd(number, context);
  return readKill(options, context);
}

function show(reading: KillReading, context: RolloutContext): void {
  const { running, deployed, after } = reading;
  const { screen } = context;
  screen.line(`To kill ${shownKill(reading)} in ${stageName(context.open.stage)}:`);
  if (running !== undefined && hasToStop(reading)) {
    const { DeploymentNumber, ConfigurationName, State } = running.deployment;
    screen.paragraph(`deployment ${DeploymentNumber} of ${ConfigurationName}, ${State}, is stopped`, 4, 2);
  }
  if (after === deployed.document) {
    screen.paragraph(`version ${deployed.number}, which has it killed, stays`, 4, 2);
    return;
  }
  screen.paragraph(`version ${deployed.number} with this change is deployed to everybody at once:`, 4, 2);
  showChanges(flagChanges(deployed.document, after), screen);
}

function dryRun(reading: KillReading, isDone: boolean, context: RolloutContext): Report {
  const data: KillData = { ...killData(reading, { done: {}, troubles: [] }, context), dryRun: true };
  const already = isDone ? `${shownKill(reading)} is killed already, or about to be. ` : '';
  return {
    exitCode: EXIT.ok,
    data,
    show: (screen) => screen.paragraph(`Dry run: ${already}nothing was changed.`),
  };
}

interface Ending {
  readonly reading: KillReading;
  readonly done: CarriedOut;
  readonly silence: MonitorsSilence;
  readonly begunMs: number;
}

/** Whatever was cut off before, monitors are heeded again; then the kill is looked at from outside. */
async function finish({ reading, done, silence, begunMs }: Ending, context: RolloutContext): Promise<Report> {
  const { open, aftermath } = context;
  const { deployment } = done.deployed ?? {};
  if (isInProgress(deployment?.State)) throw stillInProgress(deployment ?? {});
  const standing = await patiently(() => open.deployments.standing(), context);
  await silence.end(standing);
  const { troubles } = silence;
  if (deployment !== undefined && deployment.State !== 'COMPLETE') {
    return killReport(reading, { done, troubles }, context);
  }
  aftermath.becomes(
    'what is deployed has the value killed, but that was not confirmed from outside; the same command confirms it',
  );
  const { kill: killed, deployed, running } = reading;
  const before = [deployed.document, ...(running?.document ? [running.document] : [])];
  const isNew = done.stopped !== undefined || deployment !== undefined;
  const completeMs = isNew ? undefined : servedDeployment(standing).completedAtMs;
  const effect = await seeEffect({ kill: killed, before, begunMs, completeMs }, context);
  return killReport(reading, { done, effect, troubles }, context);
}
