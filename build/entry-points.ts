/** A module that the package exports. */
export interface EntryPoint {
  /** Name of its files in the package. */
  readonly name: 'index' | 'runtime' | 'core';
  /** As it is imported. */
  readonly specifier: string;
  readonly source: string;
  /** What is in it, for the head of its chapter in `API.md`. */
  readonly about: string;
  /**
   * Formats it is published in. The constructs are in CommonJS alone, as `aws-cdk-lib` is: one copy of each class,
   * whichever way an app loads it. The others have no state and no class that anything is compared with.
   */
  readonly formats: readonly ('cjs' | 'esm')[];
}

/** Everything that can be imported from the package. */
export const ENTRY_POINTS: readonly EntryPoint[] = [
  {
    name: 'index',
    specifier: 'cdk-model-rollout',
    source: 'lib/index.ts',
    about: 'The constructs, for an app of AWS CDK.',
    formats: ['cjs'],
  },
  {
    name: 'runtime',
    specifier: 'cdk-model-rollout/runtime',
    source: 'lambda/index.ts',
    about: 'Reading flags and recording what came of them, in a Lambda function or a container of your own.',
    formats: ['esm', 'cjs'],
  },
  {
    name: 'core',
    specifier: 'cdk-model-rollout/core',
    source: 'core/index.ts',
    about:
      'Flag documents, the guard and comparisons as pure functions, without Node.js, a clock or randomness: for tools of your own.',
    formats: ['esm', 'cjs'],
  },
];
