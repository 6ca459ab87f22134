import type { Clock } from '../clock.ts';
import type { Assess } from '../guard/assessment.ts';
import type { GuardRecord } from '../guard/guard-record.ts';
import { GUARD_METRIC } from '../metric-names.ts';
import { RolloutError } from '../rollout-error.ts';
import { EnvironmentDeployments } from './environment-deployments.ts';
import { EnvironmentTags } from './environment-tags.ts';
import { FlagVersions } from './flag-versions.ts';
import { Hand } from './hand.ts';
import { KillDeployment } from './kill-deployment.ts';
import type { LookOutcome } from './look-outcome.ts';
import { Remedies } from './remedies.ts';
import type { AppConfigSender, CloudWatchSender } from './senders.ts';
import { ServedLook } from './served-look.ts';
import type { WatchSettings } from './settings.ts';
import { Silence } from './silence.ts';
import { WatchLook } from './watch-look.ts';
import { failure, type WatchResult } from './watch-result.ts';

export interface WatchDependencies {
  readonly appConfig: AppConfigSender;
  readonly cloudWatch: CloudWatchSender;
  readonly assess: Assess;
  readonly record: GuardRecord;
  readonly settings: WatchSettings;
  readonly clock: Clock;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Takes one line of the log. */
  readonly emit: (line: string) => void;
}

/** What is read of Lambda's context. */
export interface WatchContext {
  /** ARN of the function, which says in which partition, Region and account it works. */
  readonly invokedFunctionArn: string;
}

/** One look at the rollout that completed last; a schedule asks for it. Rejects only when the log cannot be written. */
export type Watch = (event: unknown, context: WatchContext) => Promise<WatchResult>;

/**
 * The watch after the bake, and of what somebody else than AppConfig serves: it does for a while what AppConfig and its
 * monitors do during a deployment. A look that found something to watch leaves metrics, every other one a line in the
 * log.
 */
export function createWatch(dependencies: WatchDependencies): Watch {
  const versions = new FlagVersions(dependencies.appConfig, dependencies.settings.place);
  return async (_event, { invokedFunctionArn }) => {
    const outcome = await look(dependencies, versions, invokedFunctionArn).catch(failedLook);
    report(dependencies, outcome);
    return outcome.result;
  };
}

async function look(
  dependencies: WatchDependencies,
  versions: FlagVersions,
  functionArn: string,
): Promise<LookOutcome> {
  const { appConfig, settings, pause } = dependencies;
  const { place, atOnceStrategy: strategyId, encryptionKey } = settings;
  const tags = new EnvironmentTags({ client: appConfig, place, neighbourArn: functionArn });
  const silence = new Silence({ ...dependencies, place, tags });
  const deployments = new EnvironmentDeployments(appConfig, place, async () => encryptionKey);
  const kills = new KillDeployment({ deployments, silence, strategyId, pause });
  const remedies = new Remedies({ deployments, versions, kills });
  const hand = new Hand({ tags, deployments, kills });
  const parts = { ...dependencies, deployments, versions, remedies, hand };
  const standing = await deployments.standing();
  const stillSilent = await silence.tryEnd(standing);
  const one = settings.isServedElsewhere ? new ServedLook(parts) : new WatchLook(parts);
  const outcome = await one.take(standing);
  return { ...outcome, troubles: [...stillSilent, ...(outcome.troubles ?? [])] };
}

/** Without AppConfig there is no verdict. */
function failedLook(error: unknown): LookOutcome {
  const result = failure(error);
  const isForeign = error instanceof RolloutError || '$metadata' in Object(error);
  const reason = isForeign ? 'unreachable' : 'internal';
  return { result, assessment: { kind: 'blind', reason, detail: result.reason } };
}

function report({ record, emit, clock }: WatchDependencies, outcome: LookOutcome): void {
  const { result: watch, troubles = [] } = outcome;
  // Evidence against what somebody has replaced would make a monitor fire on the deployment that replaced it.
  const assessment = watch.action === 'lost-race' ? undefined : outcome.assessment;
  const isBlind = watch.action === 'failed' || troubles.length > 0;
  if (assessment === undefined && !isBlind) {
    emit(JSON.stringify({ watch }));
    return;
  }
  const lines = record({
    assessment: assessment ?? { kind: 'nothing-in-motion' },
    timestampMs: clock.now(),
    metrics: {
      [GUARD_METRIC.watchActions]: watch.action === 'reverted' || watch.action === 'killed' ? 1 : 0,
      ...(isBlind && { [GUARD_METRIC.blind]: 1 }),
    },
    properties: { watch, troubles },
  });
  for (const line of lines) emit(line);
}
