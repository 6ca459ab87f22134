import { ServiceError } from '../http/service-error.ts';

/** The exceptions of Lambda that the host answers with, each with the status that AWS gives it. */

export function functionNotFound(name: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `function not found: ${name}`, { Type: 'User' });
}

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, message, { Type: 'User' });
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ResourceConflictException', 409, message, { Type: 'User' });
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', 400, message, { Type: 'User' });
}

export function throttled(): ServiceError {
  return new ServiceError('TooManyRequestsException', 429, 'Rate Exceeded.', {
    Type: 'User',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
}
