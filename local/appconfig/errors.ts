import type { InvalidConfigurationDetail } from '@aws-sdk/client-appconfig';
import { ServiceError } from '../http/service-error.ts';

/** What a `ResourceNotFoundException` is about: `ResourceName` of the control plane, `ResourceType` of the data plane. */
export type ResourceKind =
  | 'Application'
  | 'Environment'
  | 'ConfigurationProfile'
  | 'HostedConfigurationVersion'
  | 'DeploymentStrategy'
  | 'Deployment'
  | 'Extension'
  | 'ExtensionAssociation'
  | 'ExperimentDefinition'
  | 'ExperimentRun';

export function notFound(kind: ResourceKind, identifier: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', 404, `no ${kind} has the identifier ${identifier}`, {
    ResourceName: kind,
    ResourceType: kind,
  });
}

export function badRequest(message: string): ServiceError {
  return new ServiceError('BadRequestException', 400, message);
}

/** The configuration itself was refused, by a validator or by an extension. */
export function invalidConfiguration(problems: readonly InvalidConfigurationDetail[]): ServiceError {
  const reasons = problems.map(({ Reason }) => Reason).join('; ');
  return new ServiceError('BadRequestException', 400, `the configuration was refused: ${reasons}`, {
    Reason: 'InvalidConfiguration',
    Details: { InvalidConfiguration: problems },
  });
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', 409, message);
}

export function quotaExceeded(kind: ResourceKind, quota: number): ServiceError {
  return new ServiceError(
    'ServiceQuotaExceededException',
    402,
    `there are ${quota} resources of kind ${kind} already, the most AWS allows by default; delete one first`,
  );
}

export function payloadTooLarge(sizeBytes: number, limitBytes: number): ServiceError {
  return new ServiceError(
    'PayloadTooLargeException',
    413,
    `got a configuration of ${sizeBytes} bytes, allowed are ${limitBytes}`,
    { Measure: 'KILOBYTES', Limit: limitBytes / 1024, Size: Math.ceil(sizeBytes / 1024) },
  );
}
