import { beforeAll, describe, expect, it } from 'vitest';
import { type ResourceSchema, ResourceSchemas } from '../../../local/cloudformation/resource-schema.ts';

let schemas: ResourceSchemas;

beforeAll(async () => {
  schemas = await ResourceSchemas.load();
});

const appConfig = (type: string): ResourceSchema => schemas.of(`AWS::AppConfig::${type}`);

describe("AWS's schema of a type", () => {
  it('names what Ref returns where that is not the whole identifier', () => {
    const model = { ApplicationId: 'a', EnvironmentId: 'e', VersionNumber: 3 };
    expect(appConfig('Environment').referenceOf(model)).toBe('e');
    expect(appConfig('HostedConfigurationVersion').referenceOf(model)).toBe('3');
    expect(appConfig('Application').referenceOf(model)).toBe('a');
    expect(appConfig('Extension').referenceOf(model)).toBeUndefined();
  });

  it('says that each property of a deployment replaces it, tags too', () => {
    const deployment = appConfig('Deployment');
    for (const name of ['ConfigurationVersion', 'DeploymentStrategyId', 'Description', 'Tags']) {
      expect(deployment.replacementBy(name, 'a', 'b'), name).toBe('yes');
    }
    expect(deployment.replacementBy('Tags', [{ Key: 'k' }], [{ Key: 'k' }])).toBe('no');
    expect(appConfig('Application').replacementBy('Tags', [], [{ Key: 'k' }])).toBe('no');
  });

  it('finds a property that replaces in lists and in objects, and says where it only may', () => {
    const table = schemas.of('AWS::DynamoDB::GlobalTable');
    const index = (IndexName: string, ProjectionType: string) => [
      { IndexName, Projection: { ProjectionType } },
    ];
    const replacement = (name: string, before: unknown, after: unknown) =>
      table.replacementBy(name, before, after);
    expect(replacement('LocalSecondaryIndexes', index('a', 'x'), index('b', 'x'))).toBe('yes');
    expect(replacement('GlobalSecondaryIndexes', index('a', 'x'), index('a', 'y'))).toBe('maybe');
  });

  it('knows attributes, nested ones too', () => {
    const lambda = schemas.of('AWS::Lambda::Function');
    expect(['Arn', 'SnapStartResponse.ApplyOn', 'Colour'].map((name) => lambda.hasAttribute(name))).toEqual([
      ...[true, true, false],
    ]);
    const model = { Arn: 'arn', SnapStartResponse: { ApplyOn: 'None' } };
    expect(lambda.attributeOf(model, 'SnapStartResponse.ApplyOn')).toBe('None');
    expect(lambda.attributeOf({}, 'SnapStartResponse.ApplyOn')).toBeUndefined();
  });

  it('finds names that are wrong or missing, however deep, and leaves values and documents alone', () => {
    const role = { AssumeRolePolicyDocument: { AnyThing: 1 }, Policies: [{ PolicyName: 'p', Document: {} }] };
    expect(schemas.of('AWS::IAM::Role').faultsOf(role)).toEqual([
      '#/Policies/0: required key [PolicyDocument] not found',
      '#/Policies/0: extraneous key [Document] is not permitted',
    ]);
    expect(schemas.of('AWS::Logs::LogGroup').faultsOf({ RetentionInDays: 'many' })).toEqual([]);
  });

  it('allows everything of a type that it does not have', () => {
    const metadata = schemas.of('AWS::CDK::Metadata');
    expect(metadata.faultsOf({ Analytics: 'v2' })).toEqual([]);
    expect(metadata.hasAttribute('Anything')).toBe(true);
    expect(metadata.replacementBy('Analytics', 'a', 'b')).toBe('no');
    expect(metadata.identifiers).toEqual([]);
  });
});
