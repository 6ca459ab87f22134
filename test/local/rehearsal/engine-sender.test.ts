import {
  type AppConfigClient,
  CreateApplicationCommand,
  GetApplicationCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-appconfig';
import { expect, it } from 'vitest';
import { AppConfig } from '../../../local/appconfig/appconfig.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { senderTo } from '../../../local/rehearsal/engine-sender.ts';

const engine = new AppConfig({ clock: new VirtualClock(0) });
const sender = senderTo<AppConfigClient>(engine);

it('answers a command as the engine’s operation of that name', async () => {
  const { Id } = await sender.send(new CreateApplicationCommand({ Name: 'assistant' }));
  expect(engine.getApplication({ ApplicationId: Id }).Name).toBe('assistant');
});

it('fails like the SDK where the engine refuses', async () => {
  const refused = sender.send(new GetApplicationCommand({ ApplicationId: 'none' }));
  await expect(refused).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});

it('names an operation that the engine does not have', async () => {
  const strange = senderTo<AppConfigClient>({}).send(new ListTagsForResourceCommand({ ResourceArn: 'x' }));
  await expect(strange).rejects.toThrow('ListTagsForResource is an operation the engine does not have');
});
