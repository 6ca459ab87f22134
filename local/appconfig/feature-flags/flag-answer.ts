import type {
  DefinedFlag,
  FlagDefinition,
  FlagVariant,
} from '../../../cli/convert/appconfig-flags/definition.ts';
import { holds, type RuleScene } from './evaluate-rule.ts';
import type { FeatureFlagBehaviour } from './feature-flag-behaviour.ts';
import { type Assignment, assignmentOf, type RunningExperiment } from './running-experiment.ts';

/** What a request says of whom it asks for, and of what. */
export interface FlagQuestion {
  /** Keys in `?flag=`; none = the whole profile. */
  readonly flags: readonly string[];
  readonly context: ReadonlyMap<string, string>;
  /** `Entity-Id`; experiments need it. */
  readonly entity: string | undefined;
}

/** The flags of one version, and what runs on them. */
export interface FlagsInForce {
  readonly applicationId: string;
  readonly profileId: string;
  readonly definition: FlagDefinition;
  readonly experiments: readonly RunningExperiment[];
  readonly behaviour: FeatureFlagBehaviour;
  /** Told of everybody who is given an arm by chance. */
  readonly onAssignment: (experiment: RunningExperiment, assignment: Assignment, entity: string) => void;
}

/** JSON of one flag as the agent answers it. */
export type FlagObject = Readonly<Record<string, unknown>>;

/**
 * The answer to a question: a flag for one key, a map of flags for several or none. `undefined` where a key is unknown.
 * Experiments have a say only where flags are asked for by key on behalf of an entity.
 */
export function flagAnswer(question: FlagQuestion, inForce: FlagsInForce): FlagObject | undefined {
  const { flags } = inForce.definition;
  const keys = question.flags.length > 0 ? question.flags : [...flags.keys()];
  const answers: [string, FlagObject][] = [];
  for (const key of keys) {
    const flag = flags.get(key);
    if (flag === undefined) return undefined;
    answers.push([key, flagObject(flag, question, inForce)]);
  }
  const [only] = answers;
  return question.flags.length === 1 && only !== undefined ? only[1] : Object.fromEntries(answers);
}

function flagObject(flag: DefinedFlag, question: FlagQuestion, inForce: FlagsInForce): FlagObject {
  const { applicationId, profileId, behaviour } = inForce;
  const localSalt = `flag/${applicationId}/${profileId}/${flag.key}`;
  const scene: RuleScene = { context: question.context, localSalt, behaviour };
  if (question.flags.length > 0 && question.entity !== undefined) {
    const treated = treatment(flag, question.entity, scene, inForce);
    if (treated !== undefined) return treated;
  }
  const variant = flag.ruled.find(({ rule }) => rule !== undefined && holds(rule, scene)) ?? flag.fallback;
  return objectOf(variant, variant.name);
}

function treatment(
  flag: DefinedFlag,
  entity: string,
  scene: RuleScene,
  { experiments, onAssignment }: FlagsInForce,
): FlagObject | undefined {
  const experiment = experiments.find((one) => one.flag === flag.key);
  const assignment = experiment && assignmentOf(experiment, entity, scene);
  if (experiment === undefined || assignment === undefined) return undefined;
  if (!assignment.isOverride) onAssignment(experiment, assignment, entity);
  return objectOf(assignment.arm.value, assignment.variant);
}

/** A flag that is disabled tells none of its attributes. */
function objectOf({ enabled, attributes }: FlagVariant, variant: string | undefined): FlagObject {
  return {
    ...(variant !== undefined && { _variant: variant }),
    enabled,
    ...(enabled && Object.fromEntries(attributes)),
  };
}

/** Reads the `Context` header: `key=value`, several of them with commas between. What is no pair says nothing. */
export function contextOf(header: string | undefined): ReadonlyMap<string, string> {
  const context = new Map<string, string>();
  for (const pair of (header ?? '').split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) context.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return context;
}
