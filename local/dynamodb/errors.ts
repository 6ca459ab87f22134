import { ServiceError } from '../http/service-error.ts';
import type { Item } from './attribute-value.ts';

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', 400, message);
}

export function noTable(name: string | undefined): ServiceError {
  const message = `there is no table ${name}; create it with CreateTable`;
  return new ServiceError('ResourceNotFoundException', 400, message);
}

/** With the item that was in the way, where it was asked for. */
export function conditionFailed(item: Item | undefined): ServiceError {
  const members = item === undefined ? {} : { Item: item };
  return new ServiceError(
    'ConditionalCheckFailedException',
    400,
    'The conditional request failed: the item is not as the condition wants it',
    members,
  );
}
