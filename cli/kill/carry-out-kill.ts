import type { Deployment } from '@aws-sdk/client-appconfig';
import { requireStanding, type StoredChange, storeChange } from '../appconfig/apply-change.ts';
import { stillInProgress } from '../appconfig/in-progress.ts';
import { CliError } from '../cli-error.ts';
import { withChange } from '../documents/document-text.ts';
import { EXIT } from '../exit-code.ts';
import { patiently } from '../patience.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';
import { stopDeployment } from '../rollout/stop-deployment.ts';
import { deployKill } from './deploy-kill.ts';
import type { MonitorsSilence } from './monitors-silence.ts';
import { type KillReading, readKill, type TypedKill } from './read-kill.ts';
import { deploymentStep, tellStep } from './tell-step.ts';

/** What a kill is carried out with. */
export interface KillMeans {
  readonly typed: TypedKill;
  /** Id of the strategy that changes everything at once. */
  readonly strategyId: string;
  readonly silence: MonitorsSilence;
}

/** What was done. Times are milliseconds from the moment that it was agreed on. */
export interface CarriedOut {
  /** What was in progress. */
  readonly stopped?: { readonly deployment: Deployment; readonly afterMs: number };
  /** The kill; absent where what was deployed had it already. */
  readonly deployed?: {
    readonly deployment: Deployment;
    readonly version: number;
    readonly afterMs: number;
  };
}

/** Whether a running deployment has to end for the kill. */
export function hasToStop({ running, after, deployed }: KillReading): boolean {
  return running !== undefined && (after !== deployed.document || running.effect === 'serves');
}

/**
 * Stores the version that kills, stops what is in progress, and deploys. The version comes first: when somebody else has
 * stored one meanwhile, nothing is touched. Rejects with the SDK's errors, `concurrent-change` and `interrupted`.
 */
export async function carryOutKill(
  agreed: KillReading,
  { typed, strategyId, silence }: KillMeans,
  context: RolloutContext,
): Promise<CarriedOut> {
  const { clock } = context.io;
  const begunMs = clock.now();
  // What runs goes on by itself, and is read again once it is over.
  if (agreed.running === undefined) await requireStanding(agreed.standing, context);
  let stored = await store(agreed, context);
  let reading = agreed;
  let stopped: CarriedOut['stopped'];
  if (hasToStop(agreed)) {
    const { deployment } = await stopDeployment(agreed.standing.latestNumber, context);
    stopped = { deployment, afterMs: clock.now() - begunMs };
    tellStep(deploymentStep(deployment, stopped.afterMs), context);
    tellStopped(stored, deployment, context);
    reading = await readAgain(agreed, typed, context);
    // What completed before it could be stopped is another document to kill in.
    if (reading.deployed.number !== agreed.deployed.number) stored = await store(reading, context);
  }
  if (stored === undefined) return { ...(stopped && { stopped }) };
  const { standing } = reading;
  const deployment = await deployKill({ ...stored, standing, strategyId }, silence, context);
  const deployed = { deployment, version: stored.version, afterMs: clock.now() - begunMs };
  tellStep(deploymentStep(deployment, deployed.afterMs), context);
  return { ...(stopped && { stopped }), deployed };
}

/** `undefined` where it is killed already. */
async function store(reading: KillReading, context: RolloutContext): Promise<StoredChange | undefined> {
  const { kill, standing, latestVersion, deployed, after } = reading;
  if (after === deployed.document) return undefined;
  const instead = kill.instead === undefined ? '' : `, ${kill.instead} is the default`;
  const change = {
    verb: 'kill',
    summary: `${kill.flag}: ${kill.value} killed${instead}`,
    next: () => ({ ok: true, value: after }) as const,
  };
  const text = withChange(deployed.text, after);
  const prepared = { change, standing, latestVersion, deployed, after, text, file: undefined };
  return storeChange(prepared, context);
}

function tellStopped(
  stored: StoredChange | undefined,
  deployment: Deployment,
  { aftermath }: RolloutContext,
): void {
  const { DeploymentNumber, State } = deployment;
  const version = stored
    ? ` and version ${stored.version}, which kills the value, is stored but not deployed`
    : '';
  aftermath.becomes(
    `deployment ${DeploymentNumber} is ${State}${version}; the same command completes the kill`,
  );
}

/** How things stand once nothing is in progress. Refused when somebody else has deployed something since. */
async function readAgain(
  { standing }: KillReading,
  typed: TypedKill,
  context: RolloutContext,
): Promise<KillReading> {
  const reading = await patiently(() => readKill(typed, context), context);
  const { running } = reading;
  if (reading.standing.latestNumber !== standing.latestNumber) {
    const message = `somebody else has deployed something meanwhile; ${context.aftermath.text}`;
    throw new CliError('concurrent-change', message, { exitCode: EXIT.refused });
  }
  if (running !== undefined) throw stillInProgress(running.deployment);
  return reading;
}
