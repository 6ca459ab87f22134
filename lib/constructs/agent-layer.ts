import { Token } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { AGENT_LAYER_VERSIONS, AGENT_VERSION } from './agent-layer-versions.ts';

/** A Lambda layer with the AppConfig agent: where it is, and which agent it holds. */
export interface AgentLayer {
  /** ARN of the layer version; its region and architecture must be the function's. */
  readonly layerVersionArn: string;
  /** Version of the agent inside, such as `2.0.17054.0`. */
  readonly agentVersion: string;
}

/** Something the agent does only from a certain version on. */
export type AgentFeature = 'entity-id' | 'experiments';

/**
 * First agent version with a feature. `entity-id`: AWS names only the version of the container agent, and the
 * extension published a day before that announcement is taken to be the first (not confirmed by AWS).
 */
const FIRST_VERSION: Readonly<Record<AgentFeature, string>> = {
  'entity-id': '2.0.14126',
  experiments: '2.0.20159',
};

/** Where a layer is wanted, and what its agent must be able to do. */
export interface AgentLayerRequest {
  /** Region of the function; a token cannot be looked up. */
  readonly region: string;
  readonly architecture: Architecture;
  /** @default - no particular feature */
  readonly features?: readonly AgentFeature[];
}

/**
 * Finds the agent's layer for a region and an architecture in {@link AGENT_LAYER_VERSIONS}.
 *
 * @throws when the region is a token or unknown, when there is no layer for the architecture, or when the agent is
 * older than a wanted feature; the message says what to do.
 */
export function findAgentLayer(request: AgentLayerRequest): AgentLayer {
  const { region, architecture } = request;
  if (Token.isUnresolved(region)) {
    throw new Error(
      'region of the stack is not known at synth, but the AppConfig agent layer differs by region: use grantRead of ModelFlags, which looks it up in the template, or give a literal such as us-east-1',
    );
  }
  const layer = AGENT_LAYER_VERSIONS[region];
  if (layer === undefined) {
    throw new Error(
      `region ${region} has no AppConfig agent layer in the table for agent ${AGENT_VERSION} (it has ${Object.keys(AGENT_LAYER_VERSIONS).join(', ')}): take the ARN from the AWS AppConfig User Guide and pass agentLayer`,
    );
  }
  const version = architecture.name === 'arm64' ? layer.arm64 : layer.x86_64;
  if (version === undefined) {
    throw new Error(
      `architecture ${architecture.name} has no AppConfig agent layer in ${region}: use the other architecture, or pass agentLayer`,
    );
  }
  const found = { layerVersionArn: layerArn(request, layer.account, version), agentVersion: AGENT_VERSION };
  requireAgentFeatures(found, request.features ?? []);
  return found;
}

/**
 * Refuses an agent that is too old for what it is used for.
 *
 * @throws naming the feature, the version found and the first version that has it.
 */
export function requireAgentFeatures(layer: AgentLayer, features: readonly AgentFeature[]): void {
  for (const feature of features) {
    const first = FIRST_VERSION[feature];
    if (compareVersions(layer.agentVersion, first) < 0) {
      throw new Error(
        `agent ${layer.agentVersion} does not know ${feature}, which needs ${first} or later: pass agentLayer with a newer layer version`,
      );
    }
  }
}

function layerArn(request: AgentLayerRequest, account: string, version: number): string {
  const suffix = request.architecture.name === 'arm64' ? '-Arm64' : '';
  return `arn:${partitionOf(request.region)}:lambda:${request.region}:${account}:layer:AWS-AppConfig-Extension${suffix}:${version}`;
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Compares dotted numbers part by part; a missing part counts as 0. */
function compareVersions(left: string, right: string): number {
  const a = left.split('.').map(Number);
  const b = right.split('.').map(Number);
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
