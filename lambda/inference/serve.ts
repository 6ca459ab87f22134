import type { CompiledDocument } from '../../core/evaluation/compile.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import type { PromptDocument } from '../../core/prompts/prompt-document.ts';
import { type CatalogueEntry, FLAGS } from '../contract.ts';
import type { Snapshot } from '../flags/configuration-store.ts';
import type { PromptStore } from '../flags/prompt-store.ts';
import { type Attempt, type AttemptPorts, attempt, NOT_HONOURED } from './attempt.ts';
import {
  type Decisions,
  decide,
  FLAG_KEYS,
  type FlagKey,
  type FlagValues,
  hasFailed,
  type ModelFlagsClient,
  type Motion,
  motionOf,
} from './decisions.ts';
import { interpret, type Means, type Plan, plannedValue } from './plan.ts';
import type { InferenceRequest } from './request.ts';

export interface ServingPorts extends AttemptPorts {
  readonly flags: ModelFlagsClient;
  /** What a user is served where nobody can decide. */
  readonly safeDefault: CompiledDocument;
  readonly prompts: PromptStore;
  readonly catalogue: Means['catalogue'];
  /** Taken where a flag serves what cannot be honoured. */
  readonly defaults: Plan;
}

/** All that happened while one request was served. */
export interface Served {
  readonly prompts: Snapshot<PromptDocument>;
  readonly decisions: Decisions;
  readonly motion: Motion | undefined;
  /** Flags that nobody could decide, or whose value was replaced by the default's. */
  readonly replaced: readonly FlagKey[];
  /** Value of the model flag, as first decided. */
  readonly modelName: string;
  /** The model that `first` called, if it called one. */
  readonly model: CatalogueEntry;
  readonly first: Attempt;
  /** The plan that was tried last; the answer is its. */
  readonly plan: Plan;
  readonly last: Attempt;
}

/**
 * Decides, answers, and where a candidate fails answers once more with that flag's control value, everything else
 * equal. Rejects only on a fault of this code.
 */
export async function serve(request: InferenceRequest, ports: ServingPorts): Promise<Served> {
  const safe = safeValues(request.user, ports);
  const [decisions, prompts] = await Promise.all([
    decide(ports.flags, request.user, safe),
    ports.prompts.read(request.user.user_id),
  ]);
  const means = { catalogue: ports.catalogue, prompts: [prompts.value, ports.prompts.bundled] };
  const motion = motionOf(decisions);
  const values = valuesOf(decisions);
  const { plan: known, unhonoured } = interpret(values, means);
  const plan = { ...ports.defaults, ...known };
  const undecided = FLAG_KEYS.filter((key) => unhonoured.includes(key) || hasFailed(decisions[key]));
  const candidate = motion?.role === 'candidate' ? motion.key : undefined;
  const untried = candidate !== undefined && undecided.includes(candidate);
  const first = untried ? NOT_HONOURED : await attempt(plan, request.messages, ports);
  const served = {
    prompts,
    decisions,
    motion,
    replaced: undecided.filter((key) => key !== candidate),
    modelName: candidate === 'model' ? String(decisions.model.value) : plan.modelName,
    model: plan.model,
    first,
  };
  if (first.ok || candidate === undefined) return { ...served, plan, last: first };
  const control = decisions[candidate].control ?? safe[candidate];
  const controlPlan = { ...ports.defaults, ...interpret({ ...values, [candidate]: control }, means).plan };
  return { ...served, plan: controlPlan, last: await attempt(controlPlan, request.messages, ports) };
}

/** What the bundled document serves. */
function safeValues(user: EvaluationContext, { safeDefault, defaults, clock }: ServingPorts): FlagValues {
  const nowMs = clock.now();
  const valueFor = (key: FlagKey) =>
    evaluate(safeDefault, FLAGS[key], user, nowMs).value ?? plannedValue(defaults, key);
  return {
    model: valueFor('model'),
    prompt: valueFor('prompt'),
    topK: valueFor('topK'),
    format: valueFor('format'),
  };
}

function valuesOf({ model, prompt, topK, format }: Decisions): FlagValues {
  return { model: model.value, prompt: prompt.value, topK: topK.value, format: format.value };
}
