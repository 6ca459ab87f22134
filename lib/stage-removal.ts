import { RemovalPolicy } from 'aws-cdk-lib';

/** Where the outputs point to for what a removed stage leaves behind. */
const DESTROYING = 'docs/runbook.md#destroying-a-stage';

/** What becomes of a stage's documents when its stack goes. */
export interface StageRemoval {
  readonly policy: RemovalPolicy;
  /** Tells whoever deploys the stage, beforehand. */
  describe(applicationId: string): string;
}

const REMOVALS = {
  retain: {
    policy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    describe: (id) =>
      `cdk destroy leaves AppConfig application ${id} with its profiles and all versions of documents: ${DESTROYING}`,
  },
  destroy: {
    policy: RemovalPolicy.DESTROY,
    describe: (id) =>
      `cdk destroy deletes AppConfig application ${id}, but fails while it has versions that operators stored: ${DESTROYING}`,
  },
} satisfies Record<string, StageRemoval>;

/** Names of the ways there are. */
export type RemovalName = keyof typeof REMOVALS;

/**
 * The way of a stage.
 *
 * @throws naming the ways there are, for one that is none of them.
 */
export function stageRemoval(name: RemovalName): StageRemoval {
  if (Object.hasOwn(REMOVALS, name)) return REMOVALS[name];
  throw new Error(
    `removalPolicy is ${JSON.stringify(name)}, but must be ${Object.keys(REMOVALS).join(' or ')}: use one of them`,
  );
}
