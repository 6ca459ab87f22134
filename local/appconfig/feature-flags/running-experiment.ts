import type { FlagVariant } from '../../../cli/convert/appconfig-flags/definition.ts';
import type { VariantRule } from '../../../cli/convert/appconfig-flags/rule.ts';
import { holds, type RuleScene } from './evaluate-rule.ts';
import { splitPlace } from './split-place.ts';

/** The control or a treatment. */
export interface ExperimentArm {
  /** `c` for the control, `t1`, `t2` … for treatments. */
  readonly key: string;
  readonly weight: number;
  readonly value: FlagVariant;
}

/** What agents know of an experiment while it runs. */
export interface RunningExperiment {
  readonly applicationId: string;
  readonly definitionId: string;
  readonly run: number;
  readonly flag: string;
  readonly audience: VariantRule;
  /** Per cent of the audience that is given a treatment or the control. */
  readonly exposure: number;
  readonly arms: readonly ExperimentArm[];
  /** Entity → key of the arm it is given whatever else holds. */
  readonly overrides: ReadonlyMap<string, string>;
}

/** Whom an experiment gives what. */
export interface Assignment {
  readonly arm: ExperimentArm;
  /** What the answer calls it, e.g. `__t1__`. */
  readonly variant: string;
  readonly isOverride: boolean;
}

/**
 * The arm of an entity; `undefined` for one outside the audience, or not exposed. Exposure and arm are drawn
 * independently of one another and anew by each run: raising the exposure moves nobody who has been exposed.
 */
export function assignmentOf(
  experiment: RunningExperiment,
  entity: string,
  scene: RuleScene,
): Assignment | undefined {
  const overridden = experiment.arms.find(({ key }) => key === experiment.overrides.get(entity));
  if (overridden !== undefined)
    return { arm: overridden, variant: `__${overridden.key}_override__`, isOverride: true };
  if (!holds(experiment.audience, scene)) return undefined;
  const salt = `run/${experiment.definitionId}/${experiment.run}`;
  if (splitPlace(`${salt}/exposure`, entity) >= experiment.exposure) return undefined;
  const arm = armAt(experiment.arms, splitPlace(`${salt}/arm`, entity) / 100);
  return arm === undefined ? undefined : { arm, variant: `__${arm.key}__`, isOverride: false };
}

/** `place`: 0 up to 1. */
function armAt(arms: readonly ExperimentArm[], place: number): ExperimentArm | undefined {
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  let end = 0;
  return arms.find(({ weight }) => {
    end += weight;
    return place * total < end;
  });
}
