import { ServiceError } from '../http/service-error.ts';

/** An error of SQS; `code` is what clients of the older protocol knew it by. */
function sqsError(name: string, message: string): ServiceError {
  return new ServiceError(name, 400, message);
}

export function noQueue(name: string): ServiceError {
  return sqsError('QueueDoesNotExist', `there is no queue ${name}; create it with CreateQueue`);
}

export function queueExists(name: string): ServiceError {
  return sqsError('QueueNameExists', `there is a queue ${name} already, with other attributes`);
}

export function invalidValue(message: string): ServiceError {
  return sqsError('InvalidParameterValue', message);
}

export function badReceipt(handle: string): ServiceError {
  return sqsError('ReceiptHandleIsInvalid', `got the receipt handle ${handle}, which this queue never gave`);
}

export function batchRefused(name: string, message: string): ServiceError {
  return sqsError(name, message);
}
