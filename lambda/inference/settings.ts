import type { Guard, Independence } from '../../core/guard/guard.ts';
import { readComparisons } from '../comparison/read-comparisons.ts';
import { type Catalogue, type CatalogueEntry, ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { readGuard } from '../guard/read-guard.ts';

export interface InferenceSettings {
  /** Metric dimension `Service`. */
  readonly service: string;
  /** Metric dimension `Environment`. */
  readonly stage: string;
  readonly catalogue: Catalogue;
  /** Limit on one attempt: retrieval and model call together. A fallback is a second attempt. */
  readonly modelTimeoutMs: number;
  readonly maxOutputTokens: number;
  /** A slower attempt counts as `OverLatencyLimit`. */
  readonly latencyLimitMs: number;
  /** US dollars at which `CostShare` is 1. */
  readonly costCapUsd: number;
  /** The guard that reads the metrics; without one none are written for it. */
  readonly guard?: Guard | undefined;
  /**
   * Whether metrics tell what candidates and the control are served, for want of a document of AppConfig that does;
   * default: they do where LaunchDarkly is asked first.
   */
  readonly namesCandidates?: boolean;
  /** Whether metrics tell arms apart; without it they tell roles apart only. */
  readonly comparisons?: Independence | undefined;
}

const MAX_MS = 900_000;

/** Reads the settings from environment variables; throws `settings-invalid` naming every bad one. */
export function inferenceSettings(env: Environment): InferenceSettings {
  const reader = new EnvReader(env);
  const settings = {
    service: reader.text(ENV.service),
    stage: reader.text(ENV.stage),
    catalogue: reader.json(ENV.catalogue, CATALOGUE_FORM, readCatalogue) ?? {},
    modelTimeoutMs: reader.number(ENV.modelTimeoutMs, { min: 1, max: MAX_MS }),
    maxOutputTokens: reader.number(ENV.maxOutputTokens, { min: 1, max: 1_000_000 }),
    latencyLimitMs: reader.number(ENV.latencyLimitMs, { min: 1, max: MAX_MS }),
    costCapUsd: reader.number(ENV.costCapUsd, { min: 0.000_001, max: 1_000_000 }),
    guard: readGuard(reader),
    comparisons: readComparisons(reader),
    ...(reader.optionalText(ENV.providers)?.startsWith('launchdarkly') && { namesCandidates: true }),
  };
  reader.done();
  return settings;
}

/** What a catalogue looks like, for people. */
export const CATALOGUE_FORM =
  '{ "claude-3-haiku": { "modelId": "…", "inputUsdPerMillion": 0.25, "outputUsdPerMillion": 1.25 } }';

/** Throws for anything but a catalogue. */
export function readCatalogue(input: unknown): Catalogue {
  const entries = Object.entries(input as Record<string, unknown>).map(([model, entry]) => {
    if (!isCatalogueEntry(entry)) throw new TypeError(`bad entry for ${model}`);
    return [model, entry] as const;
  });
  if (entries.length === 0) throw new TypeError('no model');
  return Object.fromEntries(entries);
}

function isCatalogueEntry(input: unknown): input is CatalogueEntry {
  const { modelId, inputUsdPerMillion, outputUsdPerMillion } = Object(input) as Partial<CatalogueEntry>;
  return (
    typeof modelId === 'string' &&
    modelId !== '' &&
    isPrice(inputUsdPerMillion) &&
    isPrice(outputUsdPerMillion)
  );
}

function isPrice(input: unknown): boolean {
  return typeof input === 'number' && input >= 0;
}
