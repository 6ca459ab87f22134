import { Stack, Stage } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { ModelRolloutStack } from '../../../lib/model-rollout-stack.ts';
import type { CloudFormationTemplate } from '../../../lib/synthesize.ts';
import { anApp, aRolloutStack, aStage, someFlags } from '../helpers/stage.ts';
import { resourcesOf } from '../helpers/template.ts';
import '../helpers/scratch.ts';

/**
 * What a name is unique in, and its limit in characters, by the property that gives it (CloudFormation's resource
 * specification). Whatever else has a name in a template is named by CloudFormation, or within something that has one.
 */
const FIXED_NAMES: Readonly<Record<string, readonly [property: string, max: number]>> = {
  'AWS::AppConfig::Application': ['Name', 64],
  'AWS::AppConfig::DeploymentStrategy': ['Name', 64],
  'AWS::AppConfig::Extension': ['Name', 64],
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
};

/** Named within an application, each by one stage. */
const INNER_NAMES: Readonly<Record<string, string>> = {
  'AWS::AppConfig::Environment': 'Name',
  'AWS::AppConfig::ConfigurationProfile': 'Name',
};

/** Properties that would fix a name of what CloudFormation names by itself. */
const NAME_PROPERTIES = /^(?:Name|\w+Name)$/;
/** Names of other things than the resource itself. */
const NAMES_OF_OTHERS = ['FunctionName', 'PolicyName', 'DisplayName'];

/** Every fixed name of a template: `type name`. */
function namesIn(template: CloudFormationTemplate): readonly string[] {
  return Object.entries(FIXED_NAMES).flatMap(([type, [property]]) =>
    [...resourcesOf(template, type).values()].map(({ Properties }) => `${type} ${Properties?.[property]}`),
  );
}

/** Templates of stages side by side in one account and region. */
function templatesOf(...stages: readonly (readonly [service: string, stage: string])[]) {
  const around = new Stage(anApp(), 'Around');
  const env = { account: '123456789012', region: 'us-east-1' };
  const ids = stages.map(
    ([service, stage]) =>
      new ModelRolloutStack(around, `${service}-${stage}`, aStage({ ...env, service, stage })).artifactId,
  );
  const assembly = around.synth();
  return ids.map((id) => assembly.getStackArtifact(id).template as CloudFormationTemplate);
}

describe('the names of stages in one account and region', () => {
  const templates = templatesOf(
    ['chat', 'staging'],
    ['chat', 'prod'],
    ['search', 'staging'],
    ['search', 'prod'],
  );
  const names = templates.flatMap(namesIn);

  it('are used once each', () => {
    expect(names.length).toBeGreaterThanOrEqual(4 * 10);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it('are those that are known to be fixed, and no others', () => {
    for (const { Type, Properties = {} } of Object.values(templates[0]?.Resources ?? {})) {
      const given = Object.keys(Properties).filter(
        (property) => NAME_PROPERTIES.test(property) && !NAMES_OF_OTHERS.includes(property),
      );
      const known = FIXED_NAMES[Type]?.[0] ?? INNER_NAMES[Type];
      expect({ Type, given }).toEqual({ Type, given: known === undefined ? [] : [known] });
    }
  });
});

describe('the longest names that are allowed', () => {
  const [template] = templatesOf(['s'.repeat(30), 't'.repeat(25)]);

  it('leave room for what is made of them', () => {
    for (const [type, [property, max]] of Object.entries(FIXED_NAMES)) {
      for (const { Properties } of resourcesOf(template as CloudFormationTemplate, type).values()) {
        expect(String(Properties?.[property]).length, type).toBeLessThanOrEqual(max);
      }
    }
  });

  it('are not exceeded', () => {
    expect(() => aRolloutStack({ service: 's'.repeat(31), stage: 't'.repeat(25) })).toThrow(
      /the name of service and stage is "s+-t+", of 57 characters, but must have 1 to 56/,
    );
  });
});

describe('a name that makes none', () => {
  it.each([
    ['', 'prod'],
    ['chat', ''],
    ['chat bot', 'prod'],
    ['chat', 'prod_eu'],
    ['2chat', 'prod'],
    ['-chat', 'prod'],
  ])('is refused: %j and %j', (service, stage) => {
    expect(() => aRolloutStack({ service, stage })).toThrow(
      `service is ${JSON.stringify(service)} and stage is ${JSON.stringify(stage)}, but a stack is named after both`,
    );
  });
});

describe('a name that is taken', () => {
  const taken = (...places: readonly { readonly account: string; readonly region: string }[]) => {
    const app = anApp();
    for (const [at, env] of places.entries()) {
      const stack = new Stack(new Stage(app, `Stage${at}`), 'Rollout', { env });
      someFlags({ applicationName: 'a-b-c' }, stack);
    }
    return () => app.synth();
  };

  it('is refused, also in another stage of a pipeline', () => {
    const here = { account: '111111111111', region: 'us-east-1' };
    expect(taken(here, here)).toThrow(
      /application Stage0\/Rollout\/.* has the name a-b-c, but Stage1\/Rollout\/.* has it too/,
    );
  });

  it.each([
    ['account', { account: '222222222222', region: 'us-east-1' }],
    ['region', { account: '111111111111', region: 'eu-west-1' }],
  ])('is free in another %s', (_, there) => {
    expect(taken({ account: '111111111111', region: 'us-east-1' }, there)).not.toThrow();
  });
});
