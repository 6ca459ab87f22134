import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Function as LambdaFunction, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { AGENT_ENV, ENV } from '../../lambda/contract.ts';
import { checked } from '../safety/synth-check.ts';
import type { AgentLayer } from './agent-layer.ts';
import { agentLayerOf } from './agent-layer-of.ts';
import { READ_DOCUMENT } from './encryption.ts';
import type { HostedDocument } from './hosted-document.ts';
import type { ModelFlags } from './model-flags.ts';

/** What a function reads rubrics with. */
export interface RubricAccess {
  /** Whose application and environment the rubrics are in. */
  readonly flags: ModelFlags;
  readonly rubrics: HostedDocument;
  /** @default - the layer of the function's Region in the package's own table */
  readonly agentLayer: AgentLayer | undefined;
}

/** Makes a function a reader of rubrics: IAM on exactly that document and its key, environment variables, the agent. */
export function allowReadingRubrics(reader: LambdaFunction, access: RubricAccess): void {
  const { flags, rubrics, agentLayer } = access;
  const { layerVersionArn } =
    agentLayer ?? checked(reader, 'agent-layer-unknown', () => agentLayerOf(reader, []));
  reader.addLayers(LayerVersion.fromLayerVersionArn(reader, 'AppConfigAgent', layerVersionArn));
  const { applicationId } = flags.application;
  const { environmentId } = flags.environment;
  const configurations = `/applications/${applicationId}/environments/${environmentId}/configurations`;
  const variables = {
    [ENV.application]: applicationId,
    [ENV.environment]: environmentId,
    [ENV.rubricsProfile]: rubrics.profileId,
    [AGENT_ENV.prefetchList]: `${configurations}/${rubrics.profileId}`,
  };
  for (const [name, value] of Object.entries(variables)) reader.addEnvironment(name, value);
  reader.addToRolePolicy(
    new PolicyStatement({
      actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
      resources: [rubrics.configurationArn],
    }),
  );
  flags.encryptionKey?.grant(reader, ...READ_DOCUMENT);
}
