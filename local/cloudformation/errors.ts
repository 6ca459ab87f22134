import { ServiceError } from '../http/service-error.ts';

/** Whatever is wrong with a request, a template or the state of a stack; the message is what tells them apart. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

/** A stack or change set of that name is there; the SDK raises `AlreadyExistsException`. */
export function alreadyExists(message: string): ServiceError {
  return new ServiceError('AlreadyExistsException', 400, message);
}

/** The SDK raises `ChangeSetNotFoundException`. */
export function changeSetNotFound(name: string | undefined): ServiceError {
  return new ServiceError('ChangeSetNotFound', 404, `ChangeSet [${name}] does not exist`);
}

/** A change set that failed, or was executed already; the SDK raises `InvalidChangeSetStatusException`. */
export function invalidChangeSetStatus(id: string, status: string): ServiceError {
  const message = `ChangeSet [${id}] cannot be executed in its current status of [${status}]`;
  return new ServiceError('InvalidChangeSetStatus', 400, message);
}

/** The SDK raises `InsufficientCapabilitiesException`. */
export function insufficientCapabilities(capability: string): ServiceError {
  return new ServiceError(
    'InsufficientCapabilitiesException',
    400,
    `Requires capabilities : [${capability}]`,
  );
}

/** The text of whatever was thrown, as a status reason. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
