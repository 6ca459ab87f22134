import { isRecord } from '../../../core/record.ts';
import type { SecretsManager } from '../../secretsmanager/secrets-manager.ts';
import type { Properties, ResourceProviders } from '../resource-provider.ts';

/** Secrets Manager's default for generated texts. */
const DEFAULT_LENGTH = 32;

/** Secrets, those that are generated among them, and their rotation. */
export function secretProviders(secrets: SecretsManager): ResourceProviders {
  return {
    'AWS::SecretsManager::Secret': {
      create: async ({ properties, generatedName }) => {
        const Name = String(properties.Name ?? generatedName);
        const { ARN } = secrets.createSecret({ Name, SecretString: textOf(secrets, properties) });
        return { Id: ARN, Name };
      },
      update: async ({ Id, Name }) => ({ Id, Name }),
      delete: async ({ Id }) => void secrets.deleteSecret({ SecretId: String(Id) }),
    },
    'AWS::SecretsManager::RotationSchedule': {
      create: async ({ properties }) => planRotation(secrets, properties),
      update: async (_, { properties }) => planRotation(secrets, properties),
      delete: async ({ Id }) => secrets.cancelRotation(String(Id)),
    },
  };
}

function textOf(secrets: SecretsManager, { SecretString, GenerateSecretString }: Properties): string {
  if (SecretString !== undefined) return String(SecretString);
  if (!isRecord(GenerateSecretString))
    throw new Error('the secret has neither a text nor says to generate one');
  const { PasswordLength = DEFAULT_LENGTH, SecretStringTemplate } = GenerateSecretString;
  if (SecretStringTemplate === undefined) return secrets.generated(Number(PasswordLength));
  throw new Error('the secret is to be generated into a template, which is not known here');
}

/** CloudFormation names the schedule by the ARN of its secret. */
function planRotation(secrets: SecretsManager, properties: Properties) {
  const { SecretId, RotationLambdaARN, RotationRules, RotateImmediatelyOnUpdate = true } = properties;
  if (!isRecord(RotationRules) || RotationRules.AutomaticallyAfterDays === undefined) {
    throw new Error('the rotation has no AutomaticallyAfterDays, which is all that is known here');
  }
  const { ARN } = secrets.rotateSecret({
    SecretId: String(SecretId),
    RotationLambdaARN: String(RotationLambdaARN),
    RotationRules: { AutomaticallyAfterDays: Number(RotationRules.AutomaticallyAfterDays) },
    RotateImmediately: RotateImmediatelyOnUpdate === true,
  });
  return { Id: ARN };
}
