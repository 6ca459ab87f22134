import { Duration } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import { ENV } from '../../lambda/contract.ts';
import { BundledFunction } from './bundled-function.ts';
import { READ_DOCUMENT } from './encryption.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';

export interface ValidatorFunctionProps extends FunctionHosting {
  /** Environment whose deployed version a new one is compared with. */
  readonly environmentId: string;
}

/**
 * The Lambda validator of the flag document: AppConfig calls it before it deploys a version, and deploys nothing
 * when it throws.
 */
export class ValidatorFunction extends Construct {
  readonly function: LambdaFunction;
  readonly #permission: CfnPermission;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: ValidatorFunctionProps) {
    super(scope, id);
    const bundled = new BundledFunction(this, 'Handler', {
      handler: 'validator',
      description:
        'Refuses a flag document that is broken, changes more than one flag, or one past its clean-up date',
      // AppConfig gives a validator 15 seconds, cold start included.
      timeout: Duration.seconds(15),
      memoryMiB: 512,
      environment: { [ENV.environment]: props.environmentId },
      ...hostingOf(props),
    });
    this.function = bundled.function;
    this.#encryptionKey = props.encryptionKey;
    // No source condition: AWS does not document which source AppConfig passes on. A caller learns what is wrong with
    // the document it brings, and the names of deployed flags that differ from it; nothing of their content.
    this.#permission = new CfnPermission(this, 'AllowAppConfig', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'appconfig.amazonaws.com',
    });
  }

  /**
   * Lets the validator read the deployed version of one configuration.
   *
   * The policy stands apart from the function's role, which the function waits for: the profile names the function
   * and the policy names the profile, so a policy the function waits for would close a circle.
   *
   * @returns what must exist before the first version is validated.
   */
  allowReading(configurationArn: string): readonly IDependable[] {
    const policy = new Policy(this, 'ReadDeployedVersion', {
      statements: [
        new PolicyStatement({
          actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
          resources: [configurationArn],
        }),
      ],
    });
    const { keyArn } = this.#encryptionKey ?? {};
    if (keyArn)
      policy.addStatements(new PolicyStatement({ actions: [...READ_DOCUMENT], resources: [keyArn] }));
    if (this.function.role) policy.attachToRole(this.function.role);
    // The function by name: an update of its code comes before a version that only the new code accepts.
    return [this.function, policy, this.#permission];
  }
}
