import { readFileSync } from 'node:fs';
import type { Moments } from '../../core/experiment/experiment.ts';

interface Arms {
  readonly arm: Moments;
  readonly control: Moments;
}

/** Values that test/spec/scipy/comparison.py computed, with the versions of its libraries. */
export interface ScipyValues {
  readonly distributions: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly welch: readonly (Arms & {
    readonly alpha: number;
    readonly degrees: number;
    readonly p: number;
    readonly low: number;
    readonly high: number;
  })[];
  readonly proportions: readonly {
    readonly arm: { readonly n: number; readonly sum: number };
    readonly control: { readonly n: number; readonly sum: number };
    readonly alpha: number;
    readonly z: number;
    readonly p: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly chiSquare: readonly {
    readonly observed: readonly number[];
    readonly shares: readonly number[];
    readonly p: number;
  }[];
  readonly jackknife: {
    readonly sizes: readonly number[];
    readonly sums: readonly number[];
    readonly mean: number;
    readonly variance: number;
  };
  readonly cuped: Arms & { readonly difference: number; readonly theta: number };
  readonly power: {
    readonly normal: readonly {
      readonly effect: number;
      readonly perArm: number;
      readonly alpha: number;
      readonly power: number;
    }[];
    readonly proportions: readonly {
      readonly arm: number;
      readonly control: number;
      readonly armN: number;
      readonly controlN: number;
      readonly alpha: number;
      readonly power: number;
    }[];
  };
  readonly adjusted: {
    readonly p: readonly number[];
    readonly holm: readonly number[];
    readonly benjaminiHochberg: readonly number[];
  };
}

export const scipy: ScipyValues = JSON.parse(
  readFileSync(new URL('../spec/scipy/comparison.json', import.meta.url), 'utf8'),
);
