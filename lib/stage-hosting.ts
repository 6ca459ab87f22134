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
  const { logRetentionDays, encryptionKey, network, architecture, tracing } = config;
  return {
    logRetention: checked(scope, 'out-of-range', () => retention(logRetentionDays)),
    ...(encryptionKey && { encryptionKey: keyOf(scope, encryptionKey) }),
    ...(network && { network: checked(scope, 'out-of-range', () => stageNetwork(scope, network)) }),
    ...(architecture && { architecture: ARCHITECTURES[architecture] }),
    ...(tracing && { tracing: TRACING[tracing] }),
  };
}

function keyOf(scope: Construct, key: IKey | string): IKey {
  return typeof key === 'string' ? Key.fromKeyArn(scope, 'EncryptionKey', key) : key;
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
