import { type App, Stack, Stage } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { anApp } from '../helpers/stage.ts';

/** A message as synthesis gives it. */
export interface Reported {
  readonly level: 'error' | 'warning';
  /** Of the construct. */
  readonly path: string;
  readonly id: string;
  readonly message: string;
}

const REFUSAL = /\[([^\]\s]+)\] (.+?) \[model-rollout:([a-z-]+)\]/gs;
const WARNING = /^(.+) \[ack: model-rollout:([a-z-]+)\]$/s;

/** What synthesis says of what is built into an empty stack: of a stage, since an app would print it, too. */
export function reportedOf(build: (stack: Stack) => void, app: App = anApp()): readonly Reported[] {
  const stage = new Stage(app, 'Shop');
  try {
    build(new Stack(stage, 'Stack', { env: { region: 'us-east-1' } }));
    stage.synth();
  } catch (error) {
    return refusals(error);
  }
  return warningsIn(stage);
}

/** Warnings on anything in the app of a stack, once it is synthesized. */
function warningsIn(stage: Stage): readonly Reported[] {
  return stage.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === ArtifactMetadataEntryType.WARN)
      .map(({ data }) => WARNING.exec(String(data)))
      .filter((match) => match !== null)
      .map(([, message = '', id = '']) => ({ level: 'warning' as const, path: node.path, id, message })),
  );
}

/** Fails for an error that is no check's. */
function refusals(error: unknown): readonly Reported[] {
  const text = (error as Error).message;
  const found = [...text.matchAll(REFUSAL)].map(([, path = '', message = '', id = '']) => ({
    ...{ level: 'error' as const, path, id, message },
  }));
  if (found.length === 0) throw error;
  return found;
}
