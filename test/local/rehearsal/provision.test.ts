import { describe, expect, it } from 'vitest';
import { AppConfig } from '../../../local/appconfig/appconfig.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { ResourceSchemas } from '../../../local/cloudformation/resource-schema.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { Events } from '../../../local/events/events.ts';
import { provision } from '../../../local/rehearsal/provision.ts';
import { type Engines, REFERRED, rehearsedResources } from '../../../local/rehearsal/rehearsed-resources.ts';
import { Topics } from '../../../local/sns/topics.ts';

const functions = { invoke: async () => null };

function engines(): Engines {
  const clock = new VirtualClock(0);
  const topics = new Topics({ clock });
  return {
    appConfig: new AppConfig({ clock, functions }),
    cloudWatch: new CloudWatch({ clock }),
    events: new Events({ clock, functions, topics }),
    ...{ topics, functions: new Map(), pass: async (durationMs: number) => clock.advance(durationMs) },
  };
}

/** The value as an output of a template of an application `App`, a role `Role` and whatever else is given. */
async function carriedOut(value: unknown, resources: object = {}): Promise<string | undefined> {
  const Resources = {
    ...resources,
    App: { Type: 'AWS::AppConfig::Application', Properties: { Name: 'app' } },
    Role: { Type: 'AWS::IAM::Role' },
  };
  return (await provision({ Resources, Outputs: { Value: { Value: value } } }, engines())).Value;
}

describe('a template that is rehearsed', () => {
  it('has its references carried out as in a local account', async () => {
    const id = await carriedOut({ Ref: 'App' });
    expect(id).toMatch(/^[a-z0-9]{7}$/);
    expect(await carriedOut({ 'Fn::Sub': [`\${Own}/\${App.ApplicationId}`, { Own: 'x' }] })).toBe(`x/${id}`);
  });

  it('names what does nothing in a rehearsal', async () => {
    expect(await carriedOut({ 'Fn::Join': [' ', [{ Ref: 'Role' }, { 'Fn::GetAtt': 'Role.Arn' }]] })).toBe(
      'Role Role.Arn',
    );
  });

  it('has what a resource refers to made before it', async () => {
    const Place = {
      Type: 'AWS::AppConfig::Environment',
      Properties: { ApplicationId: { Ref: 'App' }, Name: 'prod' },
    };
    expect(await carriedOut({ Ref: 'Place' }, { Place })).toMatch(/^[a-z0-9]{7}$/);
  });

  it.each([
    ['the condition IsProd', { 'Fn::If': ['IsProd', 1, 2] }],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'shared' }],
    ['Absent, which it does not define', { Ref: 'Absent' }],
  ])('is refused for %s', async (named, value) => {
    await expect(carriedOut(value)).rejects.toThrow(named);
  });
});

describe('a reference to a rehearsed resource', () => {
  it.each(Object.entries(REFERRED))(
    'returns of %s what the schemas of AWS say: %s',
    async (type, referred) => {
      const { identifiers } = (await ResourceSchemas.load()).of(type);
      expect(identifiers).toContain(referred);
      expect(rehearsedResources(engines())).toHaveProperty([type]);
    },
  );
});
