import { ACCOUNT } from '../account.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';

/** A message that was published to a topic. */
export interface Notification {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly topicArn: string;
  readonly message: string;
}

export interface TopicsOptions {
  readonly clock: Clock;
  /**
   * Told of every message.
   * @default - nobody is told
   */
  readonly told?: (notification: Notification) => void;
}

const NAME = /^[\w-]{1,256}$/;
const HERE = `arn:aws:sns:${ACCOUNT.region}:${ACCOUNT.id}:`;

/**
 * Topics of Amazon SNS as a plain object. Nobody is subscribed: what is published is kept, oldest first, and told.
 * `local/BEHAVIOUR.md` is its specification.
 */
export class Topics {
  readonly #clock: Clock;
  readonly #told: (notification: Notification) => void;
  readonly #arns = new Set<string>();
  readonly #notifications: Notification[] = [];

  constructor({ clock, told = () => {} }: TopicsOptions) {
    this.#clock = clock;
    this.#told = told;
  }

  /** Oldest first. */
  get notifications(): readonly Notification[] {
    return this.#notifications;
  }

  /** Makes a topic unless there is one of the name, and says its ARN. Throws `InvalidParameterException` for the name. */
  createTopic({ Name }: { readonly Name: string }): string {
    if (!NAME.test(Name)) {
      throw new ServiceError(
        'InvalidParameterException',
        400,
        `Name is ${Name}; use 1 to 256 letters, digits, - and _`,
      );
    }
    const arn = `${HERE}${Name}`;
    this.#arns.add(arn);
    return arn;
  }

  /** A topic that there is not is deleted, too, as on AWS. */
  deleteTopic({ TopicArn }: { readonly TopicArn: string }): void {
    this.#arns.delete(TopicArn);
  }

  /** Topics elsewhere are taken to be there. Throws `NotFoundException` for one of this account and Region that is not. */
  publish({ TopicArn, Message }: { readonly TopicArn: string; readonly Message: string }): void {
    if (TopicArn.startsWith(HERE) && !this.#arns.has(TopicArn)) {
      throw new ServiceError('NotFoundException', 404, `no topic has the ARN ${TopicArn}`);
    }
    const notification = { atMs: this.#clock.now(), topicArn: TopicArn, message: Message };
    this.#notifications.push(notification);
    this.#told(notification);
  }
}
