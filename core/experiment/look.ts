import type { SampleRatioCheck } from './comparison.ts';
import type { Looks } from './experiment.ts';

/** Which of an effect's two inferences holds, by how often the data is looked at. */
export function lookOf(looks: Looks): 'anytime' | 'fixed' {
  return looks === 'daily' ? 'anytime' : 'fixed';
}

/** The p-value of the sample ratio that holds, likewise. */
export function sampleRatioP(
  { anytimeP, fixedP }: Pick<SampleRatioCheck, 'anytimeP' | 'fixedP'>,
  looks: Looks,
): number {
  return looks === 'daily' ? anytimeP : fixedP;
}
