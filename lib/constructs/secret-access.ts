import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/** A secret as far as its readers are concerned; not CDK's type, which its own class does not fit under exact optional members. */
export interface ReadableSecret {
  readonly secretArn: string;
  readonly secretFullArn?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Lets a function read a secret, and decrypt it through Secrets Manager where it has a key of its own. Nothing else:
 * `grantRead` of the CDK would let it describe the secret as well.
 */
export function allowReadingSecret(reader: LambdaFunction, secret: ReadableSecret): void {
  // A secret known by its name has an ARN that ends in six characters nobody knows before.
  const resource = secret.secretFullArn ?? `${secret.secretArn}-??????`;
  reader.addToRolePolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [resource] }),
  );
  const { encryptionKey } = secret;
  if (encryptionKey === undefined) return;
  // In the role's policy alone: a statement in that of the key would have the stack of the key wait for this one.
  reader.addToRolePolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [encryptionKey.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(reader).region}.amazonaws.com` },
      },
    }),
  );
}
