import { type Catalogue, ENV } from '../../lambda/contract.ts';
import type { LambdaFunctions } from '../lambda/lambda-functions.ts';

/**
 * The inference functions that are deployed, by name: those that are given a catalogue and how long an answer may be. The
 * evaluator has a catalogue as well, and takes no questions.
 */
export function inferenceFunctions(functions: Pick<LambdaFunctions, 'list'>): ReadonlyMap<string, Catalogue> {
  const found = new Map<string, Catalogue>();
  for (const { FunctionName = '', Environment } of functions.list()) {
    const { [ENV.catalogue]: catalogue, [ENV.maxOutputTokens]: limit } = Environment?.Variables ?? {};
    if (catalogue !== undefined && limit !== undefined) found.set(FunctionName, JSON.parse(catalogue));
  }
  return found;
}
