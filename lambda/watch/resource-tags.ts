import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appconfig';
import type { AppConfigSender } from './senders.ts';

/** Tags by key. */
export type TagMap = Readonly<Record<string, string>>;

/** Tags of AppConfig's resources by ARN: where the watch and its operators leave word. Rejects with the SDK's errors. */
export class ResourceTags {
  readonly #client: AppConfigSender;

  constructor(client: AppConfigSender) {
    this.#client = client;
  }

  async of(ResourceArn: string): Promise<TagMap> {
    const { Tags = {} } = await this.#client.send(new ListTagsForResourceCommand({ ResourceArn }));
    return Tags;
  }

  async add(ResourceArn: string, tags: TagMap): Promise<void> {
    await this.#client.send(new TagResourceCommand({ ResourceArn, Tags: { ...tags } }));
  }

  async remove(ResourceArn: string, keys: readonly string[]): Promise<void> {
    await this.#client.send(new UntagResourceCommand({ ResourceArn, TagKeys: [...keys] }));
  }
}
