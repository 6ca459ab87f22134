import { Aws, CfnMapping, Stack, Token } from 'aws-cdk-lib';
import type { Architecture, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type AgentFeature, type AgentLayer, findAgentLayer, requireAgentFeatures } from './agent-layer.ts';
import { AGENT_LAYER_VERSIONS, AGENT_VERSION } from './agent-layer-versions.ts';

/** Key of the one value that a Region has in a mapping. */
const KEY = 'layer';

const REGIONS = Object.entries(AGENT_LAYER_VERSIONS);

/**
 * The agent's layer for a function: that of its Region, or where the Region is known only to CloudFormation, a look-up in
 * a mapping of all Regions in the template. CloudFormation refuses the stack in a Region that the mapping lacks.
 *
 * @throws what `findAgentLayer` throws for a Region that is known.
 */
export function agentLayerOf(reader: LambdaFunction, features: readonly AgentFeature[]): AgentLayer {
  const { architecture } = reader;
  const { region } = Stack.of(reader);
  if (!Token.isUnresolved(region)) return findAgentLayer({ region, architecture, features });
  const layerVersionArn = mappingOf(Stack.of(reader), architecture).findInMap(Aws.REGION, KEY);
  const found = { layerVersionArn, agentVersion: AGENT_VERSION };
  requireAgentFeatures(found, features);
  return found;
}

/** One mapping of a stack for all functions of an architecture. */
function mappingOf(stack: Stack, architecture: Architecture): CfnMapping {
  const id = architecture.name === 'arm64' ? 'AgentLayerArm' : 'AgentLayerX86';
  const made = stack.node.tryFindChild(id);
  if (made instanceof CfnMapping) return made;
  return new CfnMapping(stack, id, { mapping: layersByRegion(architecture) });
}

function layersByRegion(architecture: Architecture): Record<string, Record<string, string>> {
  const isPublished = ([, layers]: (typeof REGIONS)[number]) =>
    (architecture.name === 'arm64' ? layers.arm64 : layers.x86_64) !== undefined;
  return Object.fromEntries(
    REGIONS.filter(isPublished).map(([region]) => [
      region,
      { [KEY]: findAgentLayer({ region, architecture }).layerVersionArn },
    ]),
  );
}
