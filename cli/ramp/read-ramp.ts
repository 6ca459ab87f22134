import { type Candidate, isKilledIn, reachOf } from '../../core/document/candidate-reach.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Standing } from '../../lambda/watch/standing.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { servedDeployment } from '../appconfig/prepare-change.ts';
import type { RampStanding } from './ramp-move.ts';

/** A ramp's standing with what it was read from. */
export interface RampReading {
  readonly standing: RampStanding;
  readonly environment: Standing;
  /** The document that is served. */
  readonly served: FlagDocument;
}

/** Reads how a ramp stands. Rejects with the SDK's errors, and when no flag document is deployed. */
export async function readRamp(
  { deployments, versions }: OpenStage,
  candidateOf: (served: FlagDocument) => Candidate,
): Promise<RampReading> {
  const environment = await deployments.standing();
  const { version } = servedDeployment(environment);
  const { document: served } = await versions.read(version);
  const candidate = candidateOf(served);
  const reached = reachOf(served, candidate);
  const { newest, isInProgress, latestNumber } = environment;
  // What is in progress may be of another profile.
  const isOther = isInProgress && newest?.number !== latestNumber;
  const aimed =
    newest === undefined || newest.version === version
      ? served
      : await versions.read(newest.version).then(({ document }) => document);
  return {
    environment,
    served,
    standing: {
      reached,
      newest: {
        state: isInProgress ? 'in-progress' : stateOf(newest?.state),
        percentage: isOther ? reached : reachOf(aimed, candidate),
      },
      isKilled: isKilledIn(served, candidate),
    },
  };
}

function stateOf(state: string | undefined): RampStanding['newest']['state'] {
  return state === 'COMPLETE' || state === undefined ? 'complete' : 'taken-back';
}
