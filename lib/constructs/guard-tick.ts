import { Duration, Stack } from 'aws-cdk-lib';
import { CfnExtension, CfnExtensionAssociation } from 'aws-cdk-lib/aws-appconfig';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GUARD_PARAMETER } from '../../lambda/contract.ts';
import { guardParameters } from '../guard-config.ts';
import { createGuardFunction, type GuardFunctionProps } from './guard-function.ts';

/**
 * Not required: an association made before they were declared goes on being valid, and the command line sees that it
 * has none.
 */
const PARAMETERS = {
  [GUARD_PARAMETER.service]: { description: 'Metric dimension Service', required: false },
  [GUARD_PARAMETER.stage]: { description: 'Metric dimension Environment', required: false },
  [GUARD_PARAMETER.guard]: { description: 'The guard as JSON, for the command line', required: false },
};

const OUTCOMES_PARAMETER = {
  [GUARD_PARAMETER.outcomes]: { description: 'The declared outcomes as JSON, likewise', required: false },
};

/**
 * The guard during a deployment: a function that AppConfig calls every minute while the flag document grows and bakes,
 * and that answers whether to roll back.
 *
 * The association is with the flag document's profile alone, since a failing call takes a deployment back, and
 * deployments of prompts are not judged. In the stack of the flags, the first version waits for it, and it for all that a
 * call needs.
 */
export class GuardTick extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: GuardFunctionProps) {
    super(scope, id);
    this.function = createGuardFunction(this, props, {
      handler: 'guard',
      description: 'Judges a running rollout once a minute',
      // AppConfig waits for some 3 seconds and takes a failing call for a reason to roll back. The handler answers by
      // itself before that, so Lambda must not be quicker to end the call.
      timeout: Duration.seconds(10),
    }).function;
    const caller = this.#createCaller();
    const extension = new CfnExtension(this, 'Extension', {
      // Unique in the account: AppConfig makes a second extension of one name its next version.
      name: `${props.service}-${props.stage}-guard`,
      description: 'Takes a rollout back whose candidate is worse than tolerated',
      actions: {
        AT_DEPLOYMENT_TICK: [{ Name: 'guard', Uri: this.function.functionArn, RoleArn: caller.roleArn }],
      },
      parameters: { ...PARAMETERS, ...(props.outcomes && OUTCOMES_PARAMETER) },
    });
    extension.node.addDependency(caller, this.function);
    const association = new CfnExtensionAssociation(this, 'Association', {
      extensionIdentifier: extension.ref,
      resourceIdentifier: props.flags.flags.profileArn,
      parameters: guardParameters(props),
    });
    // Across stacks it would close a circle: the guard's stack needs the ids of the flags.
    if (Stack.of(this) === Stack.of(props.flags)) props.flags.flags.deployAfter(association);
  }

  #createCaller(): Role {
    const caller = new Role(this, 'Caller', {
      assumedBy: new ServicePrincipal('appconfig.amazonaws.com'),
      description: 'Lets AppConfig call the guard during a deployment',
    });
    caller.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
    );
    return caller;
  }
}
