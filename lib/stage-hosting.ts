import { Stack, Token } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Tracing } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionHosting } from './constructs/function-hosting.ts';
import { checked } from './safety/synth-check.ts';
import type { CompleteStage } from './stage-config.ts';
import { stageNetwork } from './stage-network.ts';

const TRACING = { off: Tracing.DISABLED, xray: Tracing.ACTIVE } as const;

const ARCHITECTURES = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 } as const;

/** Where the functions of a stage run, by its configuration; what exists already is imported into the scope. */
export function stageHosting(scope: Construct, config: CompleteStage): FunctionHosting {
  const { logRetentionDays, encryptionKey, network } = config;
  return {
    logRetention: checked(scope, 'out-of-range', () => retention(logRetentionDays)),
    ...(encryptionKey && {
      encryptionKey: checked(scope, 'out-of-range', () => keyOf(scope, encryptionKey)),
    }),
    ...(network && { network: checked(scope, 'out-of-range', () => stageNetwork(scope, network)) }),
    ...choices(scope, config),
  };
}

function choices(
  scope: Construct,
  { architecture = 'arm64', tracing = 'off' }: CompleteStage,
): FunctionHosting {
  return checked(scope, 'out-of-range', () => ({
    architecture: chosen('architecture', ARCHITECTURES, architecture),
    tracing: chosen('tracing', TRACING, tracing),
  }));
}

function chosen<Name extends string, Value>(
  prop: string,
  values: Readonly<Record<Name, Value>>,
  name: Name,
): Value {
  if (Object.hasOwn(values, name)) return values[name];
  throw new Error(
    `${prop} is ${JSON.stringify(name)}, but must be ${Object.keys(values).join(' or ')}: use one of them`,
  );
}

/** A key by its ARN must be where the stage is: AppConfig, Lambda and CloudWatch Logs use no others. */
function keyOf(scope: Construct, key: IKey | string): IKey {
  if (typeof key !== 'string') return key;
  if (!Token.isUnresolved(key)) requireKeyArn(key, Stack.of(scope).region);
  return Key.fromKeyArn(scope, 'EncryptionKey', key);
}

function requireKeyArn(arn: string, region: string): void {
  const found = /^arn:[^:]+:kms:([^:]+):[^:]+:key\/.+$/.exec(arn)?.[1];
  if (found === undefined) {
    throw new Error(
      `encryptionKey is "${arn}", but must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab: give that of the key, not of an alias`,
    );
  }
  if (Token.isUnresolved(region) || found === region) return;
  throw new Error(`encryptionKey is "${arn}", but must be a key of the stage's region ${region}: use one`);
}

function retention(days: number): RetentionDays {
  const known = Object.values(RetentionDays).filter((value) => typeof value === 'number');
  const found = known.find((value) => value === days);
  if (found === undefined) {
    throw new Error(
      `logRetentionDays is ${days}, but CloudWatch Logs keeps logs for ${known.join(', ')} days: choose one`,
    );
  }
  return found;
}
