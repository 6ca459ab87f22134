import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-appconfig';
import type { Place } from '../guard/place.ts';
import type { AppConfigSender } from './senders.ts';

/** Tags by key. */
export type TagMap = Readonly<Record<string, string>>;

export interface EnvironmentTagsOptions {
  readonly client: AppConfigSender;
  readonly place: Omit<Place, 'profileId'>;
  /** ARN of any resource beside it: in the same partition, Region and account. */
  readonly neighbourArn: string;
}

/** Tags of an environment and of its deployments: where the watch and its operators leave word. Rejects with the SDK's errors. */
export class EnvironmentTags {
  readonly #client: AppConfigSender;
  readonly #arn: string;

  constructor({ client, place, neighbourArn }: EnvironmentTagsOptions) {
    const [, partition, , region, account] = neighbourArn.split(':');
    const { applicationId, environmentId } = place;
    this.#client = client;
    this.#arn = `arn:${partition}:appconfig:${region}:${account}:application/${applicationId}/environment/${environmentId}`;
  }

  read(): Promise<TagMap> {
    return this.#tagsOf(this.#arn);
  }

  ofDeployment(number: number): Promise<TagMap> {
    return this.#tagsOf(`${this.#arn}/deployment/${number}`);
  }

  async add(tags: TagMap): Promise<void> {
    await this.#client.send(new TagResourceCommand({ ResourceArn: this.#arn, Tags: { ...tags } }));
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#client.send(new UntagResourceCommand({ ResourceArn: this.#arn, TagKeys: [...keys] }));
  }

  async #tagsOf(ResourceArn: string): Promise<TagMap> {
    const { Tags = {} } = await this.#client.send(new ListTagsForResourceCommand({ ResourceArn }));
    return Tags;
  }
}
