import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BUNDLE_HANDLER, bundleHandler } from '../handler-bundle.ts';
import type { HandlerName } from '../handler-name.ts';
import { scratchDirectory } from '../scratch-directory.ts';
import { acknowledgeWildcard } from './acknowledged-wildcard.ts';
import { allowLogEncryption } from './encryption.ts';
import type { FunctionHosting } from './function-hosting.ts';
import { allowNetworkInterfaces, type Network } from './network.ts';

const TRACES =
  'X-Ray has no resources that permissions to send traces could name; what is sent is of this function';

export interface BundledFunctionProps extends FunctionHosting {
  /** Which of the package's handlers. */
  readonly handler: HandlerName;
  readonly description: string;
  readonly timeout: Duration;
  readonly memoryMiB: number;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Files placed beside the handler: name → text.
   * @default - none
   */
  readonly extraFiles?: Readonly<Record<string, string>>;
}

/**
 * One of the package's own handlers as a Lambda function: bundled, current Node.js, its own log group with
 * retention, and a role that may do nothing but write to that log group and, where asked for, be connected to a VPC and send
 * traces.
 */
export class BundledFunction extends Construct {
  readonly function: LambdaFunction;
  /** Directory the asset is made of, as left by the bundler. */
  readonly assetDirectory: string;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { handler, description, timeout, environment, network } = props;
    this.assetDirectory = bundle(handler, props.extraFiles ?? {});
    const logGroup = this.#createLog(props);
    this.function = new LambdaFunction(this, 'Function', {
      description,
      code: Code.fromAsset(this.assetDirectory),
      handler: BUNDLE_HANDLER,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      timeout,
      memorySize: props.memoryMiB,
      environment,
      logGroup,
      role: this.#createRole(logGroup, network),
      ...network,
      ...(props.tracing && { tracing: props.tracing }),
    });
    if (props.tracing === Tracing.ACTIVE) acknowledgeWildcard(this, '*', TRACES);
  }

  #createLog({ logRetention, encryptionKey }: FunctionHosting): LogGroup {
    if (encryptionKey) allowLogEncryption(this, encryptionKey);
    return new LogGroup(this, 'Log', {
      retention: logRetention ?? RetentionDays.ONE_MONTH,
      ...(encryptionKey && { encryptionKey }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** AWS's managed policies for Lambda would allow writing to every log group of the account. */
  #createRole(logGroup: LogGroup, network: Network | undefined): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (network) allowNetworkInterfaces(role);
    return role;
  }
}

/** Functions that hold the same files share one directory, whatever stage they are of. */
function bundle(handler: HandlerName, extraFiles: Readonly<Record<string, string>>): string {
  const content = createHash('sha256').update(JSON.stringify(extraFiles)).digest('hex').slice(0, 16);
  return bundleHandler(handler, join(scratchDirectory(), `${handler}-${content}`), extraFiles).directory;
}
