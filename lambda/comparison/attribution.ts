import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Comparison, Contrast, Effect } from '../../core/experiment/comparison.ts';
import { FLAGS } from '../contract.ts';
import type { StageComparison, TrialComparison } from './compare-stage.ts';
import type { ChangedValue, FlagDeployment } from './flag-deployments.ts';
import { servedWords } from './served-words.ts';

/** What changing one flag did: the differences that its own comparison found, and nothing else. */
export interface FlagAttribution {
  readonly flag: string;
  /** What it serves at the end, in a few words. */
  readonly value: string;
  /** The newest change of the time; absent where the flag was left alone. */
  readonly change?: ChangedValue & { readonly atMs: number; readonly deployment: number };
  /** The arm that the effects are of, against the control; absent where the flag was not compared. */
  readonly arm?: string;
  /** Likewise. */
  readonly control?: string;
  readonly effects: readonly AttributedEffect[];
}

export interface AttributedEffect {
  readonly metric: string;
  readonly direction: 'up' | 'down';
  /** Relative lift; absent where too little is known. */
  readonly relative?: Effect;
}

/**
 * The effects of the flags side by side. One flag is in motion at a time and its users are compared at the same time, so
 * whatever a comparison finds has that flag for its only cause. A change that was compared with nothing has no effects
 * here: what moved with it may have moved by itself.
 */
export function attribute({ deployments, comparisons }: StageComparison): readonly FlagAttribution[] {
  const document = deployments.findLast(isServed)?.document;
  return flagNames(document, deployments).map((flag) => {
    const change = newestChange(deployments, flag);
    const compared = comparisons.findLast(({ trial }) => trial.flag === flag);
    return {
      flag,
      value: servedWords(document?.flags.find((one) => one.flag === flag)),
      ...(change && { change }),
      ...(compared ? effectsOf(compared) : { effects: [] }),
    };
  });
}

/** The flags that the inference function reads, and whatever else was changed. */
function flagNames(
  document: FlagDocument | undefined,
  deployments: readonly FlagDeployment[],
): readonly string[] {
  const there = (document?.flags ?? []).map(({ flag }) => flag);
  const known = Object.values(FLAGS).filter((flag) => there.includes(flag));
  const changed = deployments.flatMap(({ changes }) => changes.map(({ flag }) => flag));
  return [...new Set([...known, ...there, ...changed])];
}

function isServed({ outcome }: FlagDeployment): boolean {
  return outcome === 'completed' || outcome === 'in-progress';
}

function newestChange(deployments: readonly FlagDeployment[], flag: string): FlagAttribution['change'] {
  const deployment = deployments.findLast(({ changes }) => changes.some((change) => change.flag === flag));
  const change = deployment?.changes.find((one) => one.flag === flag);
  return deployment && change && { ...change, atMs: deployment.startedAtMs, deployment: deployment.number };
}

/** Of several candidates the one that is served more users. */
function effectsOf({
  exposures,
  comparison,
}: TrialComparison): Pick<FlagAttribution, 'arm' | 'control' | 'effects'> {
  const [, ...candidates] = exposures.arms;
  const [arm] = candidates.toSorted((left, right) => right.exposures - left.exposures);
  if (arm === undefined) return { effects: [] };
  return { arm: arm.value, control: comparison.control, effects: effectsIn(comparison, arm.value) };
}

/** Without lifts where the arms do not have their shares: nothing can be said then, and no flag has done it. */
function effectsIn({ metrics, sampleRatio }: Comparison, arm: string): readonly AttributedEffect[] {
  return metrics.map(({ metric, direction, contrasts }) => {
    const contrast: Contrast | undefined = contrasts.find(({ value }) => value === arm);
    const relative = sampleRatio.isMismatch ? undefined : contrast?.relative;
    return { metric, direction, ...(relative && { relative }) };
  });
}
