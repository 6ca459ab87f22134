import { existsSync, readFileSync } from 'node:fs';
import { Aws } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { findAgentLayer, requireAgentFeatures } from '../../../lib/constructs/agent-layer.ts';
import { AGENT_LAYER_VERSIONS, AGENT_VERSION } from '../../../lib/constructs/agent-layer-versions.ts';

const PUBLISHED = new URL('../../../../shared/data/appconfig-agent-layers.json', import.meta.url);
const { ARM_64, X86_64 } = Architecture;

describe('the agent layer', () => {
  it('has a published layer version for both architectures', () => {
    expect(findAgentLayer({ region: 'us-east-1', architecture: ARM_64 })).toEqual({
      layerVersionArn: 'arn:aws:lambda:us-east-1:027255383542:layer:AWS-AppConfig-Extension-Arm64:254',
      agentVersion: '2.0.17054.0',
    });
    expect(findAgentLayer({ region: 'eu-west-1', architecture: X86_64 }).layerVersionArn).toBe(
      'arn:aws:lambda:eu-west-1:434848589818:layer:AWS-AppConfig-Extension:303',
    );
  });

  it('lies in the partition of its region', () => {
    const arnIn = (region: string) => findAgentLayer({ region, architecture: ARM_64 }).layerVersionArn;
    expect(arnIn('cn-north-1')).toMatch(/^arn:aws-cn:lambda:cn-north-1:615057806174:/);
    expect(arnIn('us-gov-west-1')).toMatch(/^arn:aws-us-gov:lambda:us-gov-west-1:946746059096:/);
  });

  it('is refused for an unknown region with the regions that are known', () => {
    expect(() => findAgentLayer({ region: 'mars-north-1', architecture: ARM_64 })).toThrow(
      /region mars-north-1 has no AppConfig agent layer.*us-east-1.*pass agentLayer/,
    );
  });

  it('is refused for a region that is not known at synth', () => {
    expect(() => findAgentLayer({ region: Aws.REGION, architecture: ARM_64 })).toThrow(
      /not known at synth.*use grantRead.*us-east-1/,
    );
  });

  it('is refused when its agent is older than a feature in use', () => {
    expect(() =>
      findAgentLayer({ region: 'us-east-1', architecture: ARM_64, features: ['experiments'] }),
    ).toThrow(/agent 2\.0\.17054\.0 does not know experiments, which needs 2\.0\.20159 or later/);
  });

  it('compares agent versions as numbers, part by part', () => {
    const withAgent = (agentVersion: string) => () =>
      requireAgentFeatures({ layerVersionArn: 'arn', agentVersion }, ['entity-id']);
    expect(withAgent('2.0.14126.0')).not.toThrow();
    expect(withAgent('2.1')).not.toThrow();
    expect(withAgent('10.0')).not.toThrow();
    expect(withAgent('2.0.2037')).toThrow(/entity-id/);
    expect(withAgent('2.0.358')).toThrow(/entity-id/);
  });
});

it.skipIf(!existsSync(PUBLISHED))(
  'agrees with the published table (runs where ../shared/data is present)',
  () => {
    const published = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
    expect(AGENT_LAYER_VERSIONS).toEqual(published.regions);
    expect(AGENT_VERSION).toBe(published.agent_version);
  },
);
