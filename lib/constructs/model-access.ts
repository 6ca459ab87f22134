import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CalledModel } from '../model-config.ts';

/** Region and partition of the stack, as literals or tokens. */
export interface Place {
  readonly partition: string;
  readonly region: string;
}

/**
 * IAM statements that allow calling exactly these models, and nothing else of Bedrock.
 *
 * A model behind an inference profile is allowed in each region of the profile, but only through that profile
 * (`bedrock:InferenceProfileArn`), as AWS's "Prerequisites for inference profiles" has it.
 */
export function modelAccess(
  models: Readonly<Record<string, CalledModel>>,
  place: Place,
): readonly PolicyStatement[] {
  const configs = Object.values(models);
  const direct = configs.filter((model) => model.inferenceProfile === undefined);
  const profiled = configs.filter(isProfiled);
  const statements = profiled.flatMap((model) => throughProfile(model, place));
  if (direct.length > 0) {
    const resources = direct.map((model) => modelArn(model.foundationModel, place.region, place.partition));
    statements.unshift(new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources }));
  }
  return statements;
}

type ProfiledModel = Extract<CalledModel, { readonly inferenceProfile: string }>;

function isProfiled(model: CalledModel): model is ProfiledModel {
  return model.inferenceProfile !== undefined;
}

function throughProfile(model: ProfiledModel, { partition, region }: Place): PolicyStatement[] {
  const profile = `arn:${partition}:bedrock:${region}:${Aws.ACCOUNT_ID}:inference-profile/${model.inferenceProfile}`;
  return [
    new PolicyStatement({ actions: ['bedrock:InvokeModel'], resources: [profile] }),
    new PolicyStatement({
      actions: ['bedrock:InvokeModel'],
      resources: model.regions.map((at) => modelArn(model.foundationModel, at, partition)),
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    }),
  ];
}

function modelArn(foundationModel: string, region: string, partition: string): string {
  return `arn:${partition}:bedrock:${region}::foundation-model/${foundationModel}`;
}
