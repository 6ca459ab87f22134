import { isDeepStrictEqual } from 'node:util';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { killValue } from '../../core/document/kill-value.ts';
import { printFlagDocument } from '../../core/document/print-flag-document.ts';
import type { Result } from '../../core/result.ts';
import type { Motion } from '../guard/motion.ts';
import type { EnvironmentDeployments } from './environment-deployments.ts';
import type { FlagVersions } from './flag-versions.ts';
import { type KillDeployment, killDescription } from './kill-deployment.ts';
import { remedyFor } from './remedy.ts';
import type { FlagDeployment, Standing } from './standing.ts';
import { lostRace, type WatchResult } from './watch-result.ts';

export interface RemedyDependencies {
  readonly deployments: EnvironmentDeployments;
  readonly versions: FlagVersions;
  readonly kills: KillDeployment;
}

/** A completed rollout whose candidate is to be taken away. */
export interface Condemned {
  /** As it was judged. */
  readonly standing: Standing;
  readonly deployment: FlagDeployment;
  readonly document: FlagDocument;
  readonly motion: Pick<Motion, 'flag' | 'candidates'>;
  /** Milliseconds since the deployment completed. */
  readonly ageMs: number;
  /** Why, in one line. */
  readonly cause: string;
}

/** Takes candidates away. Methods reject with the SDK's errors. */
export class Remedies {
  readonly #deps: RemedyDependencies;

  constructor(deps: RemedyDependencies) {
    this.#deps = deps;
  }

  async apply(condemned: Condemned): Promise<WatchResult> {
    const { document, motion, ageMs } = condemned;
    const before = await this.#documentBefore(condemned.standing);
    if (remedyFor({ current: document, before, ageMs, ...motion }) === 'kill') return this.kill(condemned);
    return (await this.#revert(condemned)) ?? this.kill(condemned);
  }

  /** Deploys the document without the candidates, whoever serves them. */
  async kill({
    standing,
    deployment,
    document,
    motion,
    cause,
  }: Omit<Condemned, 'ageMs'>): Promise<WatchResult> {
    const deploymentNumber = deployment.number;
    if (standing.isInProgress) {
      const reason = `${cause}; deployment ${standing.latestNumber} of another profile is in progress and has to end first; the candidate is still served, stop that deployment if it can wait`;
      return { action: 'failed', reason, deploymentNumber };
    }
    const killed = withoutCandidates(document, motion);
    if (!killed.ok) {
      const reason = `${cause}; the candidate cannot be killed: ${killed.problems.join('; ')}; it is still served, deploy a document without it`;
      return { action: 'failed', reason, deploymentNumber };
    }
    const { versions, kills } = this.#deps;
    const values = motion.candidates.map((value) => JSON.stringify(value)).join(', ');
    const description = killDescription(`killed ${values} of ${motion.flag}: ${cause}`);
    const version = await versions.store(printFlagDocument(killed.value), description);
    return kills.deploy({ standing, version, description });
  }

  /** `undefined` when AppConfig refuses. */
  async #revert({ standing, deployment, cause }: Condemned): Promise<WatchResult | undefined> {
    const { deployments } = this.#deps;
    const { number } = deployment;
    try {
      await deployments.revert(number);
      return { action: 'reverted', reason: cause, deploymentNumber: number };
    } catch (error) {
      if (!REFUSALS.includes(nameOf(error))) throw error;
    }
    // Refused because another look, or an operator, has done it already?
    return isDeepStrictEqual(await deployments.standing(), standing) ? undefined : lostRace(number);
  }

  /** `undefined` also when it is deleted or no flag document: then nobody knows what a revert would serve. */
  async #documentBefore({ before }: Standing): Promise<FlagDocument | undefined> {
    if (before === undefined) return undefined;
    return this.#deps.versions.document(before.version).catch((error: unknown) => {
      if (UNKNOWABLE.includes(nameOf(error))) return undefined;
      throw error;
    });
  }
}

const UNKNOWABLE = ['ResourceNotFoundException', 'deployed-version-unreadable'];

/** What StopDeployment may say to a deployment that is too old or not the newest; which of them is not documented. */
const REFUSALS = ['BadRequestException', 'ConflictException'];

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function withoutCandidates(
  document: FlagDocument,
  { flag, candidates }: Condemned['motion'],
): Result<FlagDocument, string> {
  let result: Result<FlagDocument, string> = { ok: true, value: document };
  for (const value of candidates) {
    if (result.ok) result = killValue(result.value, { flag, value });
  }
  return result;
}
