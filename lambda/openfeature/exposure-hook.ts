import type {
  EvaluationDetails,
  Hook,
  HookContext,
  FlagValue as OpenFeatureValue,
} from '@openfeature/server-sdk';
import { quietly } from '../quietly.ts';
import { type ResolvedFlag, resolvedFlag } from './resolved-flag.ts';

/**
 * OpenFeature hook that tells what was served to whom, whichever provider decided: once an evaluation, errors included,
 * and nothing of the context. An object is told as its JSON text. A listener that throws or rejects is not heard of, nor
 * waited for: an evaluation never fails for being observed.
 */
export class ExposureHook implements Hook {
  readonly #observe: (exposure: ResolvedFlag) => void;

  constructor(observe: (exposure: ResolvedFlag) => void) {
    this.#observe = observe;
  }

  /** Not in `after` and `error`: the SDK gives an error no metadata, and what `after` saw a later hook may undo. */
  finally({ providerMetadata }: HookContext, details: EvaluationDetails<OpenFeatureValue>): void {
    // The SDK would print what is thrown, and wait for a promise.
    quietly(() => {
      const { value } = details;
      const told = typeof value === 'object' ? JSON.stringify(value) : value;
      return this.#observe(resolvedFlag({ ...details, value: told }, providerMetadata.name));
    });
  }
}
