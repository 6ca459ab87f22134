import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { rendered, resourcesAround } from './rendered.ts';
import type { Finding } from './synth-check.ts';

/** Keys of LaunchDarkly: of a server, of a mobile app, of its API. Names of secrets may begin alike, but go on otherwise. */
const KEY = /\b(?:sdk|mob|api)-[0-9a-f]{8}-[0-9a-f]{4}-/i;

const ADVICE =
  'store it in AWS Secrets Manager, name the secret here, and reset the key in LaunchDarkly, since it has been written down';

/**
 * Refuses a key where the name of a secret belongs. What it says does not have the key.
 *
 * @throws naming the prop.
 */
export function requireNoSdkKey(prop: string, value: unknown): void {
  if (typeof value !== 'string' || !KEY.test(value)) return;
  throw new Error(
    `${prop} is a key of LaunchDarkly, which the template would show, but must be the name or ARN of a secret that holds it: ${ADVICE}`,
  );
}

/** Keys in what would be uploaded with the templates: secrets with a value in plain text, variables of functions. */
export function sdkKeyFindings(scope: IConstruct): readonly Finding[] {
  const holders = [...resourcesAround(scope, CfnSecret), ...resourcesAround(scope, CfnFunction)];
  return holders
    .filter((holder) => KEY.test(JSON.stringify(rendered(holder))))
    .map(({ node }) => ({
      check: 'sdk-key-in-template',
      message: `${node.path} has a key of LaunchDarkly in its properties, which the template shows to everybody who may read it: ${ADVICE}`,
    }));
}
