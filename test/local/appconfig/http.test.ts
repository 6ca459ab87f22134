import * as sdk from '@aws-sdk/client-appconfig';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appConfigRoutes } from '../../../local/appconfig/http.ts';
import { type LoopbackServer, serveLoopback } from '../../../local/http/loopback-server.ts';
import { routed } from '../../../local/http/router.ts';
import { connectionTo } from '../../helpers/loopback-client.ts';
import { Scene, START } from './scene.ts';

const CHECK = 'arn:aws:lambda:us-east-1:123456789012:function:check';

let scene: Scene;
let server: LoopbackServer;
let client: sdk.AppConfigClient;

beforeEach(async () => {
  scene = new Scene();
  server = await serveLoopback(routed(appConfigRoutes(scene.engine)));
  client = new sdk.AppConfigClient(connectionTo(server));
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

describe("the SDK's own client", () => {
  it('makes, changes, lists and deletes applications and environments', async () => {
    const { Id: ApplicationId } = await client.send(new sdk.CreateApplicationCommand({ Name: 'a b/c' }));
    await client.send(new sdk.UpdateApplicationCommand({ ApplicationId, Description: 'changed' }));
    const application = await client.send(new sdk.GetApplicationCommand({ ApplicationId }));
    expect(application).toMatchObject({ Name: 'a b/c', Description: 'changed' });
    const Monitors = [{ AlarmArn: 'arn:alarm', AlarmRoleArn: 'arn:role' }];
    const made = await client.send(new sdk.CreateEnvironmentCommand({ ApplicationId, Name: 'e', Monitors }));
    const environment = { ApplicationId, EnvironmentId: made.Id };
    await client.send(new sdk.UpdateEnvironmentCommand({ ...environment, Name: 'f' }));
    expect(await client.send(new sdk.GetEnvironmentCommand(environment))).toMatchObject({
      ...{ Name: 'f', State: 'READY_FOR_DEPLOYMENT', Monitors },
    });
    const { Items } = await client.send(new sdk.ListEnvironmentsCommand({ ApplicationId, MaxResults: 5 }));
    expect(Items).toHaveLength(1);
    await client.send(new sdk.DeleteEnvironmentCommand(environment));
    await client.send(new sdk.DeleteApplicationCommand({ ApplicationId }));
    expect((await client.send(new sdk.ListApplicationsCommand({}))).Items).toHaveLength(1);
  });

  it('makes, changes, lists and deletes profiles, strategies and versions', async () => {
    const { ApplicationId } = scene.environment;
    const created = await client.send(
      new sdk.CreateConfigurationProfileCommand({ ApplicationId, Name: 'p', LocationUri: 'hosted' }),
    );
    const profile = { ApplicationId, ConfigurationProfileId: created.Id };
    const Validators = [{ Type: 'LAMBDA' as const, Content: CHECK }];
    await client.send(new sdk.UpdateConfigurationProfileCommand({ ...profile, Validators }));
    expect(await client.send(new sdk.GetConfigurationProfileCommand(profile))).toMatchObject({ Validators });
    const profiles = await client.send(
      new sdk.ListConfigurationProfilesCommand({ ApplicationId, MaxResults: 1 }),
    );
    expect(profiles.Items).toHaveLength(1);
    expect(profiles.NextToken).toBeDefined();
    await client.send(new sdk.DeleteConfigurationProfileCommand(profile));
    const members = { Name: 's', DeploymentDurationInMinutes: 9, GrowthFactor: 12.5 };
    const { Id } = await client.send(new sdk.CreateDeploymentStrategyCommand(members));
    const strategy = { DeploymentStrategyId: Id };
    await client.send(new sdk.UpdateDeploymentStrategyCommand({ ...strategy, GrowthType: 'EXPONENTIAL' }));
    expect(await client.send(new sdk.GetDeploymentStrategyCommand(strategy))).toMatchObject({
      ...{ GrowthFactor: 12.5, GrowthType: 'EXPONENTIAL', FinalBakeTimeInMinutes: 0 },
    });
    await client.send(new sdk.DeleteDeploymentStrategyCommand(strategy));
    const { Items = [] } = await client.send(new sdk.ListDeploymentStrategiesCommand({}));
    expect(Items.map((item) => item.Id)).not.toContain(Id);
  });

  it('stores and reads hosted versions as raw bytes with their headers', async () => {
    const Content = new Uint8Array([0, 255, 10, 13]);
    const made = await client.send(
      new sdk.CreateHostedConfigurationVersionCommand({
        ...{ ...scene.profile, Content, ContentType: 'application/x-proto', VersionLabel: 'v1' },
        ...{ Description: 'first', LatestVersionNumber: 0 },
      }),
    );
    expect(made).toMatchObject({ VersionNumber: 1, VersionLabel: 'v1', Description: 'first' });
    const version = { ...scene.profile, VersionNumber: 1 };
    const read = await client.send(new sdk.GetHostedConfigurationVersionCommand(version));
    expect(read).toMatchObject({
      ...{ ContentType: 'application/x-proto', VersionNumber: 1 },
      ...scene.profile,
    });
    expect([...(read.Content ?? [])]).toEqual([...Content]);
    const listed = await client.send(
      new sdk.ListHostedConfigurationVersionsCommand({ ...scene.profile, VersionLabel: 'v*' }),
    );
    expect(listed.Items).toEqual([expect.objectContaining({ VersionNumber: 1, VersionLabel: 'v1' })]);
    await client.send(new sdk.DeleteHostedConfigurationVersionCommand(version));
    await expect(client.send(new sdk.GetHostedConfigurationVersionCommand(version))).rejects.toBeInstanceOf(
      sdk.ResourceNotFoundException,
    );
  });

  it('starts, follows, lists and stops a deployment', async () => {
    const ConfigurationVersion = await scene.version('new');
    const started = await client.send(
      new sdk.StartDeploymentCommand({
        ...{ ...scene.environment, ...scene.profile, ConfigurationVersion, LatestDeploymentNumber: 0 },
        ...{ DeploymentStrategyId: scene.gradual, Description: 'try' },
      }),
    );
    expect(started).toMatchObject({ State: 'DEPLOYING', StartedAt: new Date(START), Description: 'try' });
    await scene.after(10);
    const deployment = { ...scene.environment, DeploymentNumber: 1 };
    const running = await client.send(new sdk.GetDeploymentCommand(deployment));
    expect(running.PercentageComplete).toBe(50);
    expect(running.EventLog?.[0]?.OccurredAt).toEqual(new Date(START + 600_000));
    const listed = await client.send(new sdk.ListDeploymentsCommand(scene.environment));
    expect(listed.Items).toEqual([expect.objectContaining({ DeploymentNumber: 1, State: 'DEPLOYING' })]);
    const stopped = await client.send(new sdk.StopDeploymentCommand(deployment));
    expect(stopped.State).toBe('ROLLED_BACK');
  });

  it('reverts a complete deployment', async () => {
    await scene.deploy('old', scene.atOnce);
    await scene.deploy('new', scene.atOnce);
    const deployment = { ...scene.environment, DeploymentNumber: 2 };
    for (const AllowRevert of [undefined, false]) {
      const stop = client.send(new sdk.StopDeploymentCommand({ ...deployment, AllowRevert }));
      await expect(stop).rejects.toBeInstanceOf(sdk.BadRequestException);
    }
    const reverted = await client.send(new sdk.StopDeploymentCommand({ ...deployment, AllowRevert: true }));
    expect(reverted.State).toBe('REVERTED');
  });

  it('makes, changes, lists and deletes extensions and associations', async () => {
    const Actions = { ON_DEPLOYMENT_START: [{ Name: 'a', Uri: CHECK, RoleArn: 'arn:role' }] };
    const first = await client.send(new sdk.CreateExtensionCommand({ Name: 'guard', Actions }));
    await client.send(new sdk.CreateExtensionCommand({ Name: 'guard', Actions, LatestVersionNumber: 1 }));
    const ExtensionIdentifier = first.Id;
    await client.send(
      new sdk.UpdateExtensionCommand({ ExtensionIdentifier, VersionNumber: 1, Description: 'd' }),
    );
    const read = await client.send(new sdk.GetExtensionCommand({ ExtensionIdentifier, VersionNumber: 1 }));
    expect(read).toMatchObject({ Name: 'guard', VersionNumber: 1, Description: 'd', Actions });
    const association = await client.send(
      new sdk.CreateExtensionAssociationCommand({
        ...{ ExtensionIdentifier: 'guard', ExtensionVersionNumber: 1, ResourceIdentifier: 'arn:x/y' },
      }),
    );
    const ExtensionAssociationId = association.Id;
    await client.send(
      new sdk.UpdateExtensionAssociationCommand({ ExtensionAssociationId, Parameters: { a: '1' } }),
    );
    expect(
      await client.send(new sdk.GetExtensionAssociationCommand({ ExtensionAssociationId })),
    ).toMatchObject({
      ...{ ExtensionVersionNumber: 1, Parameters: { a: '1' }, ResourceArn: 'arn:x/y' },
    });
    const list = new sdk.ListExtensionAssociationsCommand({ ResourceIdentifier: 'arn:x/y' });
    expect((await client.send(list)).Items).toHaveLength(1);
    await client.send(new sdk.DeleteExtensionAssociationCommand({ ExtensionAssociationId }));
    await client.send(new sdk.DeleteExtensionCommand({ ExtensionIdentifier, VersionNumber: 1 }));
    const { Items } = await client.send(new sdk.ListExtensionsCommand({ Name: 'guard' }));
    expect(Items).toEqual([expect.objectContaining({ VersionNumber: 2 })]);
  });

  it('raises the exception of the service, with its details', async () => {
    const ApplicationId = 'nowhere';
    await expect(client.send(new sdk.GetApplicationCommand({ ApplicationId }))).rejects.toMatchObject({
      ...{
        name: 'ResourceNotFoundException',
        ResourceName: 'Application',
        $metadata: { httpStatusCode: 404 },
      },
    });
    const Validators = [{ Type: 'JSON_SCHEMA' as const, Content: '{"type":"object"}' }];
    scene.engine.updateConfigurationProfile({ ...scene.profile, Validators });
    const ConfigurationVersion = await scene.version('text');
    const refused = client.send(
      new sdk.ValidateConfigurationCommand({ ...scene.profile, ConfigurationVersion }),
    );
    await expect(refused).rejects.toMatchObject({
      ...{ name: 'BadRequestException', Reason: 'InvalidConfiguration' },
      Details: { InvalidConfiguration: [expect.objectContaining({ Constraint: 'type' })] },
    });
    const large = { ...scene.profile, ContentType: 'text/plain', Content: Buffer.alloc(3_000_000) };
    await expect(client.send(new sdk.CreateHostedConfigurationVersionCommand(large))).rejects.toMatchObject({
      name: 'PayloadTooLargeException',
      Limit: 2048,
      Measure: 'KILOBYTES',
    });
  });

  it('is told which operation this model does not have', async () => {
    await expect(client.send(new sdk.GetAccountSettingsCommand({}))).rejects.toMatchObject({
      ...{ name: 'UnknownOperationException', message: expect.stringContaining('GET /settings') },
    });
  });
});
