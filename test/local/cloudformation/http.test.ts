import {
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, describe, expect, it } from 'vitest';
import { aScene, aTemplate, aTopic, type Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await aScene();
});

describe("CloudFormation over the SDK's own client", () => {
  it('gives a template back byte by byte', async () => {
    const text = `{\n "Description": "<a> & \\"b\\"; é → 漢", \r\n\t"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}`;
    await scene.deploy(text);
    const { TemplateBody } = await scene.client.send(new GetTemplateCommand({ StackName: 'app' }));
    expect(TemplateBody).toBe(text);
  });

  it('takes a template from where its URL says, or as it was', async () => {
    scene.templates.set('http://127.0.0.1:4566/bucket/key.json', aTemplate({ Topic: aTopic() }));
    const options = { TemplateURL: 'http://127.0.0.1:4566/bucket/key.json' };
    // The scene sends a body beside; an empty one counts as none.
    expect((await scene.deploy('', options)).StackStatus).toBe('CREATE_COMPLETE');
    const tagged = { UsePreviousTemplate: true, Tags: [{ Key: 'k', Value: 'v' }] };
    await scene.client.send(new UpdateStackCommand({ StackName: 'app', ...tagged }));
    expect((await scene.stack()).StackStatus).toBe('UPDATE_COMPLETE');
    await expect(scene.client.send(new UpdateStackCommand({ StackName: 'app' }))).rejects.toThrow(
      'Either Template URL or Template Body must be specified.',
    );
  });

  it('words what is not there as the command line expects it', async () => {
    await expect(scene.stack('nobody')).rejects.toMatchObject({
      ...{ name: 'ValidationError', message: 'Stack with id nobody does not exist' },
    });
    const id = 'arn:aws:cloudformation:us-east-1:123456789012:stack/nobody/1';
    await expect(scene.client.send(new DescribeStackEventsCommand({ StackName: id }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack [${id}] does not exist`,
    });
    const address = { StackName: 'nobody', ChangeSetName: 'set' };
    await expect(scene.client.send(new DescribeChangeSetCommand(address))).rejects.toMatchObject({
      ...{ name: 'ChangeSetNotFoundException', $metadata: { httpStatusCode: 404 } },
    });
  });

  it('says of an operation that is not modelled which it is', async () => {
    await expect(
      scene.client.send(new GetTemplateSummaryCommand({ StackName: 'app' })),
    ).rejects.toMatchObject({
      ...{ $metadata: { httpStatusCode: 501 } },
      message: expect.stringContaining('got operation "GetTemplateSummary"'),
    });
  });

  it('answers a quick deployment when it is over, and a slow one before', async () => {
    const deployment = scene.deploy(aTemplate({ Topic: aTopic() }));
    expect((await deployment).StackStatus).toBe('CREATE_COMPLETE');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    scene.shelf.during = () => released;
    const TemplateBody = aTemplate({ Topic: aTopic({ DisplayName: 'slow' }) });
    await scene.client.send(new UpdateStackCommand({ StackName: 'app', TemplateBody }));
    expect((await scene.stack()).StackStatus).toBe('UPDATE_IN_PROGRESS');
    release();
    await scene.engine.settled();
    expect((await scene.stack()).StackStatus).toBe('UPDATE_COMPLETE');
  });
});
