import type { Runtime } from '@aws-sdk/client-lambda';
import type { LambdaFunctions, NewFunction } from '../../lambda/lambda-functions.ts';
import type { Properties, ResourceProviders } from '../resource-provider.ts';

/** What the providers of functions need. */
export interface LambdaServices {
  readonly functions: LambdaFunctions;
  /** Bytes of an uploaded object. Throws when there is none. */
  readonly uploaded: (bucket: string, key: string) => Uint8Array;
}

/** Functions under the Lambda host. */
export function lambdaProviders({ functions, uploaded }: LambdaServices): ResourceProviders {
  const zipOf = (properties: Properties): Uint8Array => {
    const { S3Bucket, S3Key } = properties.Code as Properties;
    return uploaded(String(S3Bucket), String(S3Key));
  };
  return {
    'AWS::Lambda::Function': {
      create: async ({ properties, generatedName }) => {
        const FunctionName = String(properties.FunctionName ?? generatedName);
        const Code = { ZipFile: zipOf(properties) };
        const { FunctionArn } = functions.create({ ...configurationOf(properties), FunctionName, Code });
        functions.putConcurrency(FunctionName, reservedOf(properties));
        return { FunctionName, Arn: FunctionArn };
      },
      update: async ({ FunctionName, Arn }, { properties }) => {
        const name = String(FunctionName);
        functions.updateConfiguration(name, configurationOf(properties));
        functions.updateCode(name, { ZipFile: zipOf(properties) });
        functions.putConcurrency(name, reservedOf(properties));
        return { FunctionName, Arn };
      },
      delete: async ({ FunctionName }) => functions.delete(String(FunctionName)),
    },
    'AWS::Lambda::Url': {
      create: async ({ properties: { TargetFunctionArn, AuthType } }) => ({
        FunctionArn: TargetFunctionArn,
        FunctionUrl: functions.createUrl(String(TargetFunctionArn), String(AuthType)),
      }),
      update: async ({ FunctionArn }, { properties: { AuthType } }) => ({
        FunctionArn,
        FunctionUrl: functions.updateUrl(String(FunctionArn), String(AuthType)),
      }),
      delete: async ({ FunctionArn }) => functions.deleteUrl(String(FunctionArn)),
    },
    'AWS::Lambda::EventInvokeConfig': {
      create: async ({ properties }) => putEventInvokeConfig(functions, properties),
      update: async (_, { properties }) => putEventInvokeConfig(functions, properties),
      delete: async ({ FunctionName }) => functions.deleteEventInvokeConfig(String(FunctionName)),
    },
  };
}

function putEventInvokeConfig(functions: LambdaFunctions, properties: Properties) {
  const { FunctionName, Qualifier, ...config } = properties;
  functions.putEventInvokeConfig(String(FunctionName), config);
  return { FunctionName, Qualifier };
}

/** Properties that fall back to Lambda's defaults when a template no longer has them: an update only adds. */
const OPTIONAL = {
  Description: undefined,
  Environment: undefined,
  Layers: undefined,
  LoggingConfig: undefined,
  MemorySize: undefined,
  Timeout: undefined,
  TracingConfig: undefined,
};

type Configuration = Omit<NewFunction, 'Code' | 'FunctionName'>;

function configurationOf(properties: Properties): Configuration {
  const { Code, FunctionName, Tags, ReservedConcurrentExecutions, ...rest } = properties;
  // The cast: these properties are members of the input of `CreateFunction`, which takes `undefined` for what is left out.
  return { ...OPTIONAL, ...rest } as Configuration & { readonly Runtime: Runtime };
}

function reservedOf({ ReservedConcurrentExecutions }: Properties): number | undefined {
  return ReservedConcurrentExecutions === undefined ? undefined : Number(ReservedConcurrentExecutions);
}
