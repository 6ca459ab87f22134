import { AGENT_ENV } from '../../lambda/contract.ts';
import { ACCOUNT } from '../account.ts';
import type { Settings } from './configuration.ts';
import type { EnvironmentFacts } from './execution-environment.ts';

/** Variables that a function cannot be given (developer guide, "Defined runtime environment variables"). */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

export interface FunctionSurroundings {
  readonly settings: Settings;
  /** Directory of the unpacked code. */
  readonly directory: string;
  /** Where all of AWS is, for the function's SDK clients. */
  readonly endpointUrl: string;
}

/**
 * All that a function sees of its environment but its home: its own variables, what Lambda sets, and where AWS is. Its
 * own `AWS_ENDPOINT_URL` counts; its own port of the agent does not when there is an agent.
 */
export function functionVariables(
  { settings, directory, endpointUrl }: FunctionSurroundings,
  { id, agentPort }: EnvironmentFacts,
): Record<string, string> {
  const { FunctionName, Handler, Runtime, MemorySize, LoggingConfig, Environment } = settings;
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    // The function runs on a newer Node.js than here; the SDK would warn of the older on standard error.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    ...Environment?.Variables,
    ...(agentPort !== undefined && { [AGENT_ENV.httpPort]: String(agentPort) }),
    AWS_REGION: ACCOUNT.region,
    AWS_DEFAULT_REGION: ACCOUNT.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig?.LogGroup ?? '',
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${id}`,
    AWS_LAMBDA_LOG_FORMAT: LoggingConfig?.LogFormat ?? 'Text',
    ...(LoggingConfig?.ApplicationLogLevel && { AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel }),
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: Handler,
  };
}
