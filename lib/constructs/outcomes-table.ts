import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV } from '../../lambda/contract.ts';

/** Claiming an outcome, noting that it was counted, and giving the claim back when it was not. */
const ACTIONS = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

const RECOVERY =
  'an item only keeps an outcome from being counted twice and expires by itself; a table of an earlier moment would know nothing of what came since';

/**
 * Remembers which outcomes were counted, until they would be refused anyway. Items are digests: nothing of users, so a key
 * that AWS owns encrypts them. Who deletes the table forgets which outcomes were sent before, and loses no count.
 */
export class OutcomesTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({ id: 'AwsSolutions-DDB3', reason: RECOVERY });
  }

  /** Lets a function count each outcome once. */
  allowUse(user: LambdaFunction): void {
    user.addEnvironment(ENV.outcomesTable, this.table.tableName);
    user.addToRolePolicy(new PolicyStatement({ actions: ACTIONS, resources: [this.table.tableArn] }));
  }
}
