import { ServiceError } from '../http/service-error.ts';

/** A parameter or expression that CloudWatch refuses as a whole; the SDK raises `ValidationException`. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

/** A parameter outside its range; the SDK raises `InvalidParameterValueException`. */
export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', 400, message);
}

/** Parameters that exclude each other; the SDK raises `InvalidParameterCombinationException`. */
export function invalidCombination(message: string): ServiceError {
  return new ServiceError('InvalidParameterCombination', 400, message);
}

/** A required parameter is absent; the SDK raises `MissingRequiredParameterException`. */
export function missingParameter(message: string): ServiceError {
  return new ServiceError('MissingParameter', 400, message);
}

/** The named resource does not exist; the SDK raises `ResourceNotFound`. */
export function resourceNotFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFound', 404, message);
}

/** A paging token that no earlier answer contained; the SDK raises `InvalidNextToken`. */
export function invalidNextToken(token: string): ServiceError {
  return new ServiceError(
    'InvalidNextToken',
    400,
    `got NextToken ${JSON.stringify(token)}, allowed is a token from the previous answer; start again without one`,
  );
}
