import { ACCOUNT } from '../../account.ts';
import type { ResourceProvider, ResourceProviders } from '../resource-provider.ts';

/**
 * Resources that only have to be there: roles, policies, permissions, log groups. Who may do what is not enforced here.
 * Names that a template gives are taken once.
 */
export function namedProviders(): ResourceProviders {
  return {
    'AWS::IAM::Role': named('RoleName', (name) => ({
      Arn: `arn:aws:iam::${ACCOUNT.id}:role/${name}`,
      RoleId: `AROA${name}`,
    })),
    'AWS::IAM::Policy': anonymous,
    'AWS::Lambda::Permission': anonymous,
    'AWS::SNS::TopicPolicy': anonymous,
    'AWS::SQS::QueuePolicy': anonymous,
    'AWS::Logs::LogGroup': named('LogGroupName', (name) => ({
      Arn: `arn:aws:logs:${ACCOUNT.region}:${ACCOUNT.id}:log-group:${name}:*`,
    })),
    'AWS::CDK::Metadata': anonymous,
  };
}

const anonymous: ResourceProvider = {
  create: async ({ generatedName }) => ({ Id: generatedName }),
  update: async ({ Id }) => ({ Id }),
  delete: async () => {},
};

type Attributes = Readonly<Record<string, string>>;

function named(identifier: string, attributes: (name: string) => Attributes): ResourceProvider {
  const taken = new Set<string>();
  return {
    create: async ({ properties, generatedName }) => {
      const name = String(properties[identifier] ?? generatedName);
      if (taken.has(name)) throw new Error(`${name} already exists`);
      taken.add(name);
      return { [identifier]: name, ...attributes(name) };
    },
    update: async ({ [identifier]: name }) => ({ [identifier]: name, ...attributes(String(name)) }),
    delete: async ({ [identifier]: name }) => {
      taken.delete(String(name));
    },
  };
}
