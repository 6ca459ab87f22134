import { isRecord } from '../../core/record.ts';
import { invalidValue } from './errors.ts';

/** Attributes of a queue by their names in the API; numbers may be texts, as clients send them. */
export type GivenAttributes = Readonly<Record<string, unknown>>;

/** Attributes that are carried out, with SQS's defaults. */
export interface QueueAttributes {
  /** How long a message that was received is hidden, seconds. */
  readonly VisibilityTimeout: number;
  /** How long a message is kept, seconds. */
  readonly MessageRetentionPeriod: number;
  /** How long a message is hidden at first, seconds. */
  readonly DelaySeconds: number;
  /** Bytes. */
  readonly MaximumMessageSize: number;
  /** Where a message goes that was received too often. */
  readonly redrive?: { readonly targetArn: string; readonly maxReceiveCount: number };
}

interface Limits {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

/** API reference, `SetQueueAttributes`. */
const LIMITS = {
  VisibilityTimeout: { fallback: 30, min: 0, max: 43_200 },
  MessageRetentionPeriod: { fallback: 345_600, min: 60, max: 1_209_600 },
  DelaySeconds: { fallback: 0, min: 0, max: 900 },
  MaximumMessageSize: { fallback: 1_048_576, min: 1024, max: 1_048_576 },
} as const satisfies Record<string, Limits>;

const MAX_RECEIVES = 1000;

/** Reads attributes and fills in the defaults; what is not carried out here is left alone. Throws `InvalidParameterValue`. */
export function queueAttributes(given: GivenAttributes): QueueAttributes {
  const number = (name: keyof typeof LIMITS): number => limited(name, given[name], LIMITS[name]);
  const redrive = redriveOf(given.RedrivePolicy);
  return {
    VisibilityTimeout: number('VisibilityTimeout'),
    MessageRetentionPeriod: number('MessageRetentionPeriod'),
    DelaySeconds: number('DelaySeconds'),
    MaximumMessageSize: number('MaximumMessageSize'),
    ...(redrive && { redrive }),
  };
}

/** A number within its limits, or its default where there is none. */
export function limited(name: string, given: unknown, { fallback, min, max }: Limits): number {
  const number = given === undefined ? fallback : Number(given);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw invalidValue(`got ${name} ${String(given)}, allowed are whole numbers from ${min} to ${max}`);
}

/** JSON over HTTP, an object in a template. */
function redriveOf(policy: unknown): QueueAttributes['redrive'] {
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = policyOf(policy);
  if (typeof deadLetterTargetArn !== 'string') {
    throw invalidValue('got a RedrivePolicy without deadLetterTargetArn; name the queue that messages go to');
  }
  const limits = { fallback: 10, min: 1, max: MAX_RECEIVES };
  return {
    targetArn: deadLetterTargetArn,
    maxReceiveCount: limited('maxReceiveCount', maxReceiveCount, limits),
  };
}

function policyOf(policy: unknown): Readonly<Record<string, unknown>> {
  const parsed: unknown = typeof policy === 'string' ? JSON.parse(policy) : policy;
  return isRecord(parsed) ? parsed : {};
}
