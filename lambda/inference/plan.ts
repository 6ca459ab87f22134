import type { FlagValue } from '../../core/document/flag-document.ts';
import type { Prompt, PromptDocument } from '../../core/prompts/prompt-document.ts';
import type { CatalogueEntry } from '../contract.ts';
import { FLAG_KEYS, type FlagKey, type FlagValues } from './decisions.ts';

/** Most passages one retrieval may give: the limit of Bedrock Retrieve. */
const MAX_PASSAGES = 100;

/** How to answer: what the four flags mean in this environment. */
export interface Plan {
  /** Value of the model flag. */
  readonly modelName: string;
  readonly model: CatalogueEntry;
  readonly promptVersion: string;
  readonly prompt: Prompt;
  /** 0 = no retrieval. */
  readonly topK: number;
  readonly json: boolean;
}

/** What this environment can honour. */
export interface Means {
  readonly catalogue: ReadonlyMap<string, CatalogueEntry>;
  /** Searched in order: the document served, then the bundled one. */
  readonly prompts: readonly PromptDocument[];
}

export interface Interpretation {
  /** What can be honoured; the rest is missing. */
  readonly plan: Partial<Plan>;
  readonly unhonoured: readonly FlagKey[];
}

/** Looks up what the flags' values mean here. */
export function interpret(values: Partial<FlagValues>, means: Means): Interpretation {
  let plan: Partial<Plan> = {};
  const unhonoured: FlagKey[] = [];
  for (const key of FLAG_KEYS) {
    const part = LOOK_UP[key](values[key], means);
    if (part === undefined) unhonoured.push(key);
    else plan = { ...plan, ...part };
  }
  return { plan, unhonoured };
}

/** The value of a flag that a plan stands for. */
export function plannedValue(plan: Plan, key: FlagKey): FlagValue {
  switch (key) {
    case 'model':
      return plan.modelName;
    case 'prompt':
      return plan.promptVersion;
    case 'topK':
      return plan.topK;
    case 'format':
      return plan.json ? 'json' : 'text';
  }
}

const LOOK_UP: Readonly<
  Record<FlagKey, (value: FlagValue | undefined, means: Means) => Partial<Plan> | undefined>
> = {
  model(value, means) {
    const modelName = String(value);
    const model = means.catalogue.get(modelName);
    return model && { modelName, model };
  },
  prompt(value, means) {
    const promptVersion = String(value);
    for (const document of means.prompts) {
      const prompt = document.prompts.get(promptVersion);
      if (prompt !== undefined) return { promptVersion, prompt };
    }
    return undefined;
  },
  topK(value) {
    const sensible =
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_PASSAGES;
    return sensible ? { topK: value } : undefined;
  },
  format(value) {
    return value === 'text' || value === 'json' ? { json: value === 'json' } : undefined;
  },
};
