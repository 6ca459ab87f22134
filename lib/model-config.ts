import type { Catalogue, CatalogueEntry } from '../lambda/contract.ts';

/** What a model costs. */
export interface Prices {
  /** US dollars per million input tokens. */
  readonly inputUsdPerMillion: number;
  /** US dollars per million output tokens. */
  readonly outputUsdPerMillion: number;
}

/** A model called in the stack's own region. */
export interface FoundationModelConfig extends Prices {
  /** Bedrock foundation model id, such as `anthropic.claude-3-haiku-20240307-v1:0`. */
  readonly foundationModel: string;
  readonly inferenceProfile?: never;
  readonly regions?: never;
}

/** A model called through a cross-region inference profile. */
export interface InferenceProfileConfig extends Prices {
  /** Id of the profile, such as `us.anthropic.claude-sonnet-4-6`. */
  readonly inferenceProfile: string;
  /** The foundation model behind the profile. */
  readonly foundationModel: string;
  /** Every region the profile may send a request to: the model must be allowed in each. */
  readonly regions: readonly string[];
}

/** How a value of the model flag is called, and what it costs. */
export type ModelConfig = FoundationModelConfig | InferenceProfileConfig;

/** A model as far as it is called, whatever it costs. */
export type CalledModel =
  | Omit<FoundationModelConfig, keyof Prices>
  | Omit<InferenceProfileConfig, keyof Prices>;

/** Values of the model flag → models. */
export type Models = Readonly<Record<string, ModelConfig>>;

/**
 * What the handler needs of the models, for its environment.
 *
 * @throws when there is no model, an id is missing or empty, a price is none or negative, or a profile lists no region.
 */
export function toCatalogue(models: Models): Catalogue {
  const entries = Object.entries(models);
  if (entries.length === 0) throw new Error('models is empty: name at least one value of inference_model');
  return Object.fromEntries(entries.map(([value, model]) => [value, toEntry(value, model)]));
}

function toEntry(value: string, model: ModelConfig): CatalogueEntry {
  // Types keep it there, but not in JavaScript.
  if (typeof model.foundationModel !== 'string') {
    throw new Error(`models.${value} lacks foundationModel: give the id that Bedrock lists`);
  }
  const modelId = model.inferenceProfile ?? model.foundationModel;
  if (modelId === '' || model.foundationModel === '') {
    throw new Error(`models.${value} has an empty model id: give the id that Bedrock lists`);
  }
  if (model.inferenceProfile !== undefined && !model.regions?.length) {
    throw new Error(
      `models.${value}.regions is ${model.regions ? 'empty' : 'missing'}: list every region of the inference profile ${modelId}`,
    );
  }
  const { inputUsdPerMillion, outputUsdPerMillion } = model;
  if (!(inputUsdPerMillion >= 0 && outputUsdPerMillion >= 0)) {
    throw new Error(
      `models.${value} costs ${inputUsdPerMillion} and ${outputUsdPerMillion} US dollars per million tokens: prices must be 0 or more`,
    );
  }
  return { modelId, inputUsdPerMillion, outputUsdPerMillion };
}
