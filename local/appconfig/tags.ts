import type {
  ListTagsForResourceRequest,
  ResourceTags,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-appconfig';
import { badRequest } from './errors.ts';
import { required } from './input.ts';

const MOST_TAGS = 50;
/** Characters that AWS allows in keys and values of tags. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of resources by ARN. */
export class Tags {
  readonly #byArn = new Map<string, ReadonlyMap<string, string>>();
  readonly #assertExists: (arn: string) => void;

  /** `assertExists` throws what AWS answers for a resource that does not exist or has no tags. */
  constructor(assertExists: (arn: string) => void) {
    this.#assertExists = assertExists;
  }

  /** Adds tags; one of the same key is replaced. Throws `BadRequestException`, and then nothing is added. */
  add({ ResourceArn, Tags: tags }: TagResourceRequest): void {
    const arn = this.#existing(ResourceArn);
    const added = Object.entries(checkedTags(required(tags, 'Tags')));
    const all = new Map([...(this.#byArn.get(arn) ?? []), ...added]);
    if (all.size > MOST_TAGS) throw badRequest(`there would be ${all.size} tags, allowed are ${MOST_TAGS}`);
    this.#byArn.set(arn, all);
  }

  /** Keys that no tag has are passed over. */
  remove({ ResourceArn, TagKeys }: UntagResourceRequest): void {
    const arn = this.#existing(ResourceArn);
    const removed = required(TagKeys, 'TagKeys');
    const left = [...(this.#byArn.get(arn) ?? [])].filter(([key]) => !removed.includes(key));
    this.#byArn.set(arn, new Map(left));
  }

  list({ ResourceArn }: ListTagsForResourceRequest): ResourceTags {
    return { Tags: Object.fromEntries(this.#byArn.get(this.#existing(ResourceArn)) ?? []) };
  }

  #existing(arn: string | undefined): string {
    const given = required(arn, 'ResourceArn');
    this.#assertExists(given);
    return given;
  }
}

/** The tags themselves when AWS would take them. Throws `BadRequestException`. */
export function checkedTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128 || key.startsWith('aws:') || !ALLOWED.test(key)) {
      throw badRequest(
        `tag key ${key} is not allowed; use 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws:`,
      );
    }
    if (value.length > 256 || !ALLOWED.test(value)) {
      throw badRequest(
        `the value of tag ${key} is not allowed; use at most 256 letters, digits, spaces and _.:/=+-@`,
      );
    }
  }
  return tags;
}
