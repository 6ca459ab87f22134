import { beforeEach, describe, expect, it } from 'vitest';
import type { ServiceEvent } from '../../../local/appconfig/event-sink.ts';
import { Scene } from './scene.ts';

const EXTENSION = 'AWS.AppConfig.DeploymentNotificationsToEventBridge';

let events: ServiceEvent[];
let scene: Scene;
let associationArn: string | undefined;

beforeEach(() => {
  events = [];
  scene = new Scene({ events: { put: (event) => events.push(event) } });
  associationArn = scene.engine.createExtensionAssociation({
    ExtensionIdentifier: EXTENSION,
    ResourceIdentifier: `arn:aws:appconfig:us-east-1:123456789012:application/${scene.applicationId}/environment/${scene.environmentId}`,
  }).Arn;
});

// BEHAVIOUR A34
describe("AWS's extension for the event bus", () => {
  it('tells of the start and of the end, in the words of the user guide', async () => {
    await scene.deploy('new');
    await scene.after(60);
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'On Deployment Start',
      'On Deployment Complete',
    ]);
    expect(events[1]).toEqual({
      source: 'aws.appconfig',
      detailType: 'On Deployment Complete',
      resources: [associationArn],
      detail: {
        ...{ InvocationId: expect.stringMatching(/^\w{7}$/), Parameters: {}, Type: 'OnDeploymentComplete' },
        ...{ Application: { Id: scene.applicationId, Name: 'shop' }, DeploymentNumber: 1 },
        ...{ Environment: { Id: scene.environmentId, Name: 'prod' }, ConfigurationVersion: '1' },
        ...{ ConfigurationProfile: { Id: scene.profileId, Name: 'flags' } },
      },
    });
  });

  it('tells of a rollback, and not why', async () => {
    await scene.deploy('new');
    await scene.stop();
    expect(events.map(({ detail }) => detail.Type)).toEqual(['OnDeploymentStart', 'OnDeploymentRolledBack']);
    expect(events[1]?.detail).not.toHaveProperty('Description');
  });

  it('leaves no invocation in the event log', async () => {
    await scene.deploy('new', scene.atOnce);
    expect(scene.deployment().EventLog?.flatMap(({ ActionInvocations = [] }) => ActionInvocations)).toEqual(
      [],
    );
  });
});
