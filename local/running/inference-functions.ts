import { type Catalogue, ENV } from '../../lambda/contract.ts';
import type { LambdaFunctions } from '../lambda/lambda-functions.ts';

/** The inference functions that are deployed: those that are given a catalogue; by name. */
export function inferenceFunctions(functions: LambdaFunctions): ReadonlyMap<string, Catalogue> {
  const found = new Map<string, Catalogue>();
  for (const { FunctionName = '', Environment } of functions.list()) {
    const catalogue = Environment?.Variables?.[ENV.catalogue];
    if (catalogue !== undefined) found.set(FunctionName, JSON.parse(catalogue));
  }
  return found;
}
