import { ServiceError } from '../http/service-error.ts';

export function secretExists(name: string): ServiceError {
  const message = `there is a secret ${name} already; change it with PutSecretValue`;
  return new ServiceError('ResourceExistsException', 400, message);
}

export function secretNotFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 400, message);
}

export function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', 400, message);
}
