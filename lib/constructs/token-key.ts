import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ENV } from '../../lambda/contract.ts';
import { type NumberLimits, requireNumber } from '../require-number.ts';
import { checked } from '../safety/synth-check.ts';
import { BundledFunction } from './bundled-function.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { allowReadingSecret } from './secret-access.ts';

/** Days that a token may be accepted. */
export const TOKEN_DAYS: NumberLimits = { min: 1, max: 92, integer: true, known: true };

/** Days that Secrets Manager allows between two rotations (`RotationRulesType` in the API reference). */
const MAX_ROTATION_DAYS = 1000;

/** Characters of the first key; letters and digits, 5.95 bits each. */
const KEY_CHARACTERS = 64;

/** How long tokens are accepted, and how often their key is replaced. */
export interface TokenKeyTimes {
  /**
   * Whole days after which a token is refused, 1 to 92: how late an outcome may come.
   * @default 30
   */
  readonly tokenDays?: number;
  /**
   * Whole days between two rotations of the key, more than `tokenDays` and up to 1000: a token is signed by the current
   * key or the one before it, so a key that is replaced sooner would take accepted tokens with it.
   * @default - 90, or `tokenDays` plus 1 where that is more
   */
  readonly keyRotationDays?: number;
}

export interface TokenKeyProps extends TokenKeyTimes, FunctionHosting {}

const DEFAULT_TOKEN_DAYS = 30;
const DEFAULT_ROTATION_DAYS = 90;

/**
 * The key that exposure tokens are signed with: a secret that CloudFormation has Secrets Manager generate, and that a
 * function of the package replaces from time to time. The template never has it.
 *
 * To make all tokens worthless at once, rotate it twice: then neither the current nor the previous key is known.
 */
export class TokenKey extends Construct {
  readonly secret: Secret;
  readonly tokenDays: number;
  /** Makes new keys; called by Secrets Manager alone. */
  readonly rotation: LambdaFunction;

  constructor(scope: Construct, id: string, props: TokenKeyProps) {
    super(scope, id);
    const { tokenDays, keyRotationDays } = checked(this, 'outcomes-refused', () => tokenKeyTimes(props));
    this.tokenDays = tokenDays;
    this.secret = new Secret(this, 'Secret', {
      description: 'Signs exposure tokens',
      generateSecretString: { passwordLength: KEY_CHARACTERS, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const rotation = new BundledFunction(this, 'Rotation', {
      handler: 'token-rotation',
      description: 'Replaces the key that signs exposure tokens',
      timeout: Duration.seconds(30),
      memoryMiB: 256,
      environment: {},
      ...hostingOf(props),
    });
    this.rotation = rotation.function;
    this.#allowRotation();
    this.#schedule(keyRotationDays);
  }

  /** Lets a function sign and verify tokens: the secret, and the environment variable that leads to it. */
  allowUse(user: LambdaFunction): void {
    user.addEnvironment(ENV.tokenSecret, this.secret.secretArn);
    allowReadingSecret(user, this.secret);
  }

  /** It draws the key itself: `GetRandomPassword` is allowed only for all secrets. */
  #allowRotation(): void {
    const actions = ['PutSecretValue', 'DescribeSecret', 'UpdateSecretVersionStage'];
    this.rotation.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `secretsmanager:${action}`),
        resources: [this.secret.secretArn],
      }),
    );
  }

  #schedule(automaticallyAfterDays: number): void {
    const permission = new CfnPermission(this, 'AllowSecretsManager', {
      action: 'lambda:InvokeFunction',
      functionName: this.rotation.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
    });
    const schedule = new CfnRotationSchedule(this, 'Schedule', {
      secretId: this.secret.secretArn,
      rotationLambdaArn: this.rotation.functionArn,
      rotationRules: { automaticallyAfterDays },
      // The first key is new already, and a change of the schedule is no reason to shorten the life of tokens.
      rotateImmediatelyOnUpdate: false,
    });
    schedule.node.addDependency(permission, this.rotation);
  }
}

/**
 * Fills in the defaults.
 *
 * @throws naming the prop and its range.
 */
export function tokenKeyTimes({
  tokenDays = DEFAULT_TOKEN_DAYS,
  keyRotationDays = Math.max(DEFAULT_ROTATION_DAYS, tokenDays + 1),
}: TokenKeyTimes): Required<TokenKeyTimes> {
  requireNumber('tokenDays', tokenDays, TOKEN_DAYS);
  const limits = { min: tokenDays + 1, max: MAX_ROTATION_DAYS, integer: true, known: true };
  requireNumber('keyRotationDays', keyRotationDays, limits);
  return { tokenDays, keyRotationDays };
}
