import { createHash } from 'node:crypto';
import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { ACCOUNT } from '../account.ts';
import { invalidParameter } from './errors.ts';
import { RESERVED_VARIABLES } from './function-variables.ts';

/** What a function is configured with, in the SDK's form, defaults filled in. */
export type Settings = FunctionConfiguration & {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Handler: string;
  readonly Runtime: string;
  readonly Timeout: number;
  readonly MemorySize: number;
};

/** Lambda's limit on all of a function's variables, names and values: bytes. */
const MOST_VARIABLE_BYTES = 4096;

/**
 * A function's configuration as Lambda keeps it. Defaults: 3 seconds, 128 MB, log group `/aws/lambda/NAME`.
 *
 * @throws `InvalidParameterValueException` for what Lambda would refuse, and for what cannot run here: images and
 * runtimes other than Node.js.
 */
export function settingsOf(request: Omit<CreateFunctionRequest, 'Code'>): Settings {
  const { FunctionName = '', Handler, Runtime, Layers, LoggingConfig, Timeout, MemorySize } = request;
  if (!/^[\w-]{1,64}$/.test(FunctionName)) {
    throw invalidParameter(
      `got FunctionName ${JSON.stringify(FunctionName)}, allowed is [a-zA-Z0-9-_]{1,64}`,
    );
  }
  if (Handler === undefined || !Runtime?.startsWith('nodejs')) {
    throw invalidParameter(
      `got Runtime ${Runtime} and Handler ${Handler}, allowed are Node.js runtimes and a handler such as index.handler; no other code runs here`,
    );
  }
  return {
    FunctionName,
    FunctionArn: `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.id}:function:${FunctionName}`,
    Handler,
    Runtime,
    Role: request.Role,
    Description: request.Description ?? '',
    Timeout: inRange('Timeout', Timeout ?? 3, 1, 900),
    MemorySize: inRange('MemorySize', MemorySize ?? 128, 128, 10_240),
    Environment: { Variables: acceptable(request.Environment?.Variables ?? {}) },
    Layers: (Layers ?? []).map((Arn) => ({ Arn })),
    LoggingConfig: {
      LogFormat: LoggingConfig?.LogFormat ?? 'Text',
      ApplicationLogLevel: LoggingConfig?.ApplicationLogLevel,
      LogGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    },
    Architectures: request.Architectures ?? ['x86_64'],
    TracingConfig: { Mode: request.TracingConfig?.Mode ?? 'PassThrough' },
    PackageType: 'Zip',
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** What a function's zip adds to its configuration; the size in bytes. */
export interface CodeFacts {
  readonly CodeSha256: string;
  readonly CodeSize: number;
}

export function codeFacts(zip: Uint8Array): CodeFacts {
  return { CodeSha256: createHash('sha256').update(zip).digest('base64'), CodeSize: zip.length };
}

/** @throws `InvalidParameterValueException` when the value is no whole number in the range. */
export function inRange(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidParameter(`got ${name} ${value}, allowed are whole numbers from ${least} to ${most}`);
}

function acceptable(variables: Record<string, string>): Record<string, string> {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(`got variables ${reserved.join(', ')}, which Lambda sets itself; leave them out`);
  }
  const bytes = Object.entries(variables).reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  if (bytes > MOST_VARIABLE_BYTES) {
    throw invalidParameter(
      `got variables of ${bytes} bytes, allowed are ${MOST_VARIABLE_BYTES}; shorten them`,
    );
  }
  return variables;
}
