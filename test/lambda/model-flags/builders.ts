import { type Client, OpenFeature, type Provider, type ResolutionDetails } from '@openfeature/server-sdk';
import { createModelFlags, type ModelFlagsOptions } from '../../../lambda/model-flags/create-model-flags.ts';

type Value = string | number | boolean;

/** What a flag is resolved to; a function is asked each time, and may throw. */
export type Resolutions = Readonly<Record<string, object | (() => object)>>;

/** Metadata of a unit on the candidate side of `haiku` against `sonnet`. */
export const CANDIDATE = {
  value: 'sonnet',
  variant: 'sonnet',
  reason: 'SPLIT',
  flagMetadata: {
    ...{ rule: 'canary', role: 'candidate', bucket: 12_345, control: 'haiku' },
    ...{ document_version: '7', origin: 'appconfig-agent', freshness: 'fresh' },
  },
};

/** Metadata of a unit beside it. */
export const CONTROL = {
  value: 'haiku',
  variant: 'haiku',
  reason: 'DEFAULT',
  flagMetadata: { role: 'control', bucket: 67_890, document_version: '7', freshness: 'fresh' },
};

/** An outcome as the provider is told. */
export interface Told {
  readonly name: string;
  readonly context: object | undefined;
  readonly details: object | undefined;
}

let domains = 0;

/** A client of OpenFeature whose provider resolves as told. */
export function aClient(resolutions: Resolutions): { readonly client: Client; readonly told: Told[] } {
  const told: Told[] = [];
  const resolve = async <T extends Value>(flag: string): Promise<ResolutionDetails<T>> => {
    const resolution = resolutions[flag] ?? { value: undefined, errorCode: 'FLAG_NOT_FOUND' };
    return (typeof resolution === 'function' ? resolution() : resolution) as ResolutionDetails<T>;
  };
  const provider: Provider = {
    metadata: { name: 'as-told' },
    resolveBooleanEvaluation: (flag) => resolve<boolean>(flag),
    resolveStringEvaluation: (flag) => resolve<string>(flag),
    resolveNumberEvaluation: (flag) => resolve<number>(flag),
    resolveObjectEvaluation: () => Promise.reject(new Error('no flag is an object')),
    track: (name, context, details) => told.push({ name, context, details }),
  };
  domains += 1;
  OpenFeature.setProvider(`model-flags-${domains}`, provider);
  return { client: OpenFeature.getClient(`model-flags-${domains}`), told };
}

/** Defaults that most tests ask for. */
export const DEFAULTS = { inference_model: 'haiku', retrieval_top_k: 4, cite_sources: false };

type Options = Partial<ModelFlagsOptions<typeof DEFAULTS>>;

/** Flags resolved as told, with their records read back; each look at the clock is 100 ms later. */
export function someModelFlags(resolutions: Resolutions, options: Options = {}) {
  const { client, told } = aClient(resolutions);
  const lines: string[] = [];
  let nowMs = 1_795_392_000_000;
  const clock = { now: () => (nowMs += 100) };
  const emit = (line: string) => void lines.push(line);
  const names = { service: 'search', stage: 'prod' };
  const flags = createModelFlags({ client, defaults: DEFAULTS, ...names, emit, clock, ...options });
  return { flags, told, lines, records: () => lines.map((line) => JSON.parse(line)) };
}

/** The dimension sets of a record's first directive, sorted, each as one text. */
export function dimensionSetsOf(record: {
  _aws: { CloudWatchMetrics: [{ Dimensions: string[][] }] };
}): readonly string[] {
  return record._aws.CloudWatchMetrics[0].Dimensions.map((names) => names.join()).sort();
}
