import { Duration, Stack, Token } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { LaunchDarklyUris } from '../lambda/contract.ts';
import { LAUNCHDARKLY_WAIT_MS, type LaunchDarklyProps } from './constructs/launch-darkly.ts';
import { requireNumber } from './require-number.ts';
import { requireNoSdkKey } from './safety/sdk-key-check.ts';
import { checked } from './safety/synth-check.ts';

/** How a stage reaches LaunchDarkly. */
export interface LaunchDarklyConfig {
  /**
   * Secret of the stage's account and Region whose value is the server-side SDK key, or JSON with the member `sdkKey`:
   * a construct, or the name or ARN of one that exists. One that has a KMS key of its own is given as a construct
   * that knows the key, as `Secret.fromSecretAttributes` makes it.
   */
  readonly sdkKeySecret: ISecret | string;
  /**
   * Longest wait for the secret and LaunchDarkly together in milliseconds, 50 to 10000, once in the life of an execution
   * environment.
   * @default 1000
   */
  readonly waitMs?: number;
  /**
   * Base addresses of a Relay Proxy, or of a federal or European instance.
   * @default - LaunchDarkly's own
   */
  readonly uris?: LaunchDarklyUris;
}

/** LaunchDarkly as constructs take it; a secret that exists already is imported into the scope. */
export function stageLaunchDarkly(scope: Construct, config: LaunchDarklyConfig): LaunchDarklyProps {
  const { sdkKeySecret, waitMs, uris } = config;
  checked(scope, 'sdk-key-in-template', () => requireNoSdkKey('launchDarkly.sdkKeySecret', sdkKeySecret));
  return {
    sdkKeySecret: checked(scope, 'provider-refused', () => secretOf(scope, sdkKeySecret)),
    ...(waitMs !== undefined && { wait: checked(scope, 'provider-refused', () => waitOf(waitMs)) }),
    ...(uris !== undefined && { uris }),
  };
}

function waitOf(waitMs: number): Duration {
  requireNumber('launchDarkly.waitMs', waitMs, LAUNCHDARKLY_WAIT_MS);
  return Duration.millis(waitMs);
}

/** A name that is read from a variable of the shell may be missing, whatever the types say. */
function secretOf(scope: Construct, secret: ISecret | string | undefined): ISecret {
  if (secret === undefined) {
    throw new Error(
      'launchDarkly.sdkKeySecret is missing, but must be the ARN or name of a secret: give one, such as prod/launchdarkly',
    );
  }
  if (typeof secret !== 'string') return secret;
  const id = 'SdkKeySecret';
  if (Token.isUnresolved(secret)) return Secret.fromSecretCompleteArn(scope, id, secret);
  if (!secret.startsWith('arn:')) {
    requireSecretName(secret);
    return Secret.fromSecretNameV2(scope, id, secret);
  }
  requireSecretArn(secret, Stack.of(scope).region);
  return COMPLETE.test(secret)
    ? Secret.fromSecretCompleteArn(scope, id, secret)
    : Secret.fromSecretPartialArn(scope, id, secret);
}

/** Secrets Manager adds a hyphen and six characters to the name. */
const COMPLETE = /-[A-Za-z0-9]{6}$/;

/** Characters of a name, as `CreateSecret` in the API reference has them. */
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

function requireSecretName(name: string): void {
  if (NAME.test(name)) return;
  throw new Error(
    `launchDarkly.sdkKeySecret is ${JSON.stringify(name)}, but must be the ARN or name of a secret, of letters, digits and /_+=.@-: give one, such as prod/launchdarkly`,
  );
}

/** The function looks in its own Region. */
function requireSecretArn(arn: string, region: string): void {
  const found = /^arn:[^:]+:secretsmanager:([^:]+):[^:]+:secret:.+$/.exec(arn)?.[1];
  if (found === undefined) {
    throw new Error(
      `launchDarkly.sdkKeySecret is "${arn}", but must be the ARN of a secret, such as arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/launchdarkly-AbCdEf: give that, or its name`,
    );
  }
  if (Token.isUnresolved(region) || found === region) return;
  throw new Error(
    `launchDarkly.sdkKeySecret is "${arn}", but must be a secret of the stage's region ${region}: use one, or replicate it there`,
  );
}
