import type { CompiledDocument } from '../../core/evaluation/compile.ts';
import { evaluateControl } from '../../core/evaluation/evaluate.ts';
import type { PromptDocument } from '../../core/prompts/prompt-document.ts';
import { type CatalogueEntry, FLAGS } from '../contract.ts';
import type { Snapshot } from '../flags/configuration-store.ts';
import type { FlagStore } from '../flags/flag-store.ts';
import type { PromptStore } from '../flags/prompt-store.ts';
import { type Attempt, type AttemptPorts, attempt, NOT_HONOURED } from './attempt.ts';
import { type Decisions, decide, type FlagKey, type Motion, motionOf } from './decisions.ts';
import { interpret, type Means, type Plan } from './plan.ts';
import type { InferenceRequest } from './request.ts';

export interface ServingPorts extends AttemptPorts {
  readonly flags: FlagStore;
  readonly prompts: PromptStore;
  readonly catalogue: Means['catalogue'];
  /** Taken where a flag serves what cannot be honoured. */
  readonly defaults: Plan;
}

/** All that happened while one request was served. */
export interface Served {
  readonly flags: Snapshot<CompiledDocument>;
  readonly prompts: Snapshot<PromptDocument>;
  readonly decisions: Decisions;
  readonly motion: Motion | undefined;
  /** Flags whose value was replaced by the default's. */
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
  const unit = request.user.user_id;
  const [flags, prompts] = await Promise.all([ports.flags.read(unit), ports.prompts.read(unit)]);
  const nowMs = ports.clock.now();
  const means = { catalogue: ports.catalogue, prompts: [prompts.value, ports.prompts.bundled] };
  const decisions = decide(flags.value, request.user, nowMs);
  const motion = motionOf(decisions);
  const { plan: known, unhonoured } = interpret(decisions, means);
  const plan = { ...ports.defaults, ...known };
  const candidate = motion?.role === 'candidate' ? motion.key : undefined;
  const untried = candidate !== undefined && unhonoured.includes(candidate);
  const first = untried ? NOT_HONOURED : await attempt(plan, request.messages, ports);
  const served = {
    flags,
    prompts,
    decisions,
    motion,
    replaced: unhonoured.filter((key) => key !== candidate),
    modelName: candidate === 'model' ? String(decisions.model.value) : plan.modelName,
    model: plan.model,
    first,
  };
  if (first.ok || candidate === undefined) return { ...served, plan, last: first };
  const control = evaluateControl(flags.value, FLAGS[candidate], request.user, nowMs);
  const controlPlan = { ...ports.defaults, ...interpret({ ...decisions, [candidate]: control }, means).plan };
  return { ...served, plan: controlPlan, last: await attempt(controlPlan, request.messages, ports) };
}
