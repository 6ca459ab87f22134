import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { STAGES } from '../config/stages.ts';
import { ModelRolloutStack } from '../lib/model-rollout-stack.ts';
import { stackId } from '../lib/synthesize.ts';

const app = new App();
const wanted: unknown = app.node.tryGetContext('stage');
const stages = Object.values(STAGES).filter(({ stage }) => wanted === undefined || stage === wanted);
if (stages.length === 0) {
  throw new Error(
    `context stage is ${String(wanted)}, but config/stages.ts has ${Object.keys(STAGES).join(', ')}: use one of them, or leave it out for all`,
  );
}
for (const config of stages) new ModelRolloutStack(app, stackId(config), config);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
