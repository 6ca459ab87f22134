import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import {
  EventInvokeConfig,
  FunctionUrlAuthType,
  type IFunctionUrl,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Independence } from '../../core/guard/guard.ts';
import type { GuardProps } from '../../core/guard/parse-guard.ts';
import type { OutcomesProps } from '../../core/outcomes/parse-outcomes.ts';
import { ENV, OUTCOME_DETAIL_TYPE, outcomeSource } from '../../lambda/contract.ts';
import { guardEnvironment } from '../guard-config.ts';
import { requireOutcomes } from '../outcomes-config.ts';
import { requireSource } from '../require-name.ts';
import { checked } from '../safety/synth-check.ts';
import { BundledFunction } from './bundled-function.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { requireFunctionUrls } from './function-url-regions.ts';
import { OutcomesTable } from './outcomes-table.ts';
import { PrivateQueue } from './private-queue.ts';
import type { MetricSource } from './rollout-metrics.ts';
import { TokenKey, type TokenKeyTimes } from './token-key.ts';

/** A batch of 500 is remembered item by item. */
const TIMEOUT = Duration.seconds(30);

/** How long EventBridge and Lambda try to hand an event on: longer than most outages, shorter than a token lives. */
const ATTEMPTS = { retryAttempts: 2, maxEventAge: Duration.hours(6) };

/** Time to mend what kept events from being counted, and to send them again. */
const LOST_RETENTION = Duration.days(7);

export interface RolloutOutcomesProps extends MetricSource, FunctionHosting, TokenKeyTimes {
  /** What is counted, by name. Any other name is refused when it is sent. */
  readonly outcomes: OutcomesProps;
  /**
   * Guard whose metrics the function records besides its own.
   * @default - no guard
   */
  readonly guard?: GuardProps;
  /**
   * What comparisons take for independent; then outcomes are counted by arm, too.
   * @default - no comparisons
   */
  readonly comparisons?: Independence;
  /**
   * Whether the function has an HTTPS address. Some Regions have no function URLs: there it must be said, `false`, or
   * `true` where they have them by now.
   * @default true
   */
  readonly functionUrl?: boolean;
}

/**
 * The door for what becomes of answers: whoever learns it sends the answer's token back, to an address that is signed for
 * with IAM or over the default event bus, and it is counted once, for the role that the token names.
 */
export class RolloutOutcomes extends Construct {
  readonly function: LambdaFunction;
  /** HTTPS address; callers sign with IAM. Absent where `functionUrl` is false. */
  readonly url: IFunctionUrl | undefined;
  /** Signs the tokens of answers. */
  readonly tokenKey: TokenKey;
  readonly table: OutcomesTable;
  /** Hands events of the bus to the function. */
  readonly events: Rule;
  /** Events that could not be counted, whatever was tried; kept for a week. */
  readonly deadLetters: Queue;
  /** Of what is declared. */
  readonly names: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: RolloutOutcomesProps) {
    super(scope, id);
    checked(this, 'name-refused', () => requireSource(props));
    const declared = checked(this, 'outcomes-refused', () => requireOutcomes(props.outcomes));
    this.names = declared.map(({ name }) => name);
    this.#environment = checked(this, 'guard-refused', () => environmentOf(props));
    this.tokenKey = new TokenKey(this, 'TokenKey', props);
    this.table = new OutcomesTable(this, 'Counted');
    const bundled = new BundledFunction(this, 'Handler', {
      handler: 'outcomes',
      description: 'Counts what became of answers, once each, for the role of the token',
      timeout: TIMEOUT,
      memoryMiB: 1024,
      environment: {},
      ...hostingOf(props),
    });
    this.function = bundled.function;
    this.allowCounting(this.function);
    this.deadLetters = this.#keepLostEvents(props.encryptionKey);
    this.events = this.#receiveEvents(props);
    this.url = this.#createUrl(props.functionUrl);
  }

  /** Lets a function count outcomes itself: everything that the function behind the door has. */
  allowCounting(counter: LambdaFunction): void {
    for (const [name, value] of Object.entries(this.#environment)) counter.addEnvironment(name, value);
    counter.addEnvironment(ENV.tokenDays, String(this.tokenKey.tokenDays));
    this.tokenKey.allowUse(counter);
    this.table.allowUse(counter);
  }

  /** Nobody who puts an event on the bus learns what became of it, so what is given up is kept. */
  #keepLostEvents(encryptionKey: FunctionHosting['encryptionKey']): Queue {
    const lost = new PrivateQueue(this, 'Lost', { retentionPeriod: LOST_RETENTION, encryptionKey });
    lost.allowSending(this.function);
    // cdk-nag knows one that serves another queue.
    const reason = 'it is a queue of dead letters itself, of events that a function was called with in vain';
    Validations.of(lost).acknowledge({ id: 'AwsSolutions-SQS3', reason });
    const attempts = new EventInvokeConfig(this, 'Attempts', {
      ...{ function: this.function, ...ATTEMPTS },
      onFailure: { bind: () => ({ destination: lost.queueArn }) },
    });
    // Lambda looks whether the role may send there.
    attempts.node.addDependency(this.function);
    return lost;
  }

  #receiveEvents({ service, stage }: RolloutOutcomesProps): Rule {
    return new Rule(this, 'Events', {
      description: `Outcomes of answers of ${service} ${stage}`,
      eventPattern: { source: [outcomeSource(service, stage)], detailType: [OUTCOME_DETAIL_TYPE] },
      targets: [new FunctionTarget(this.function, ATTEMPTS)],
    });
  }

  #createUrl(wanted: boolean | undefined): IFunctionUrl | undefined {
    if (wanted === false) return undefined;
    if (wanted === undefined) {
      checked(this, 'no-function-urls', () => requireFunctionUrls(Stack.of(this).region));
    }
    return this.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  }
}

function environmentOf(props: RolloutOutcomesProps): Readonly<Record<string, string>> {
  const { service, stage, outcomes, guard, comparisons } = props;
  return {
    [ENV.service]: service,
    [ENV.stage]: stage,
    [ENV.outcomes]: JSON.stringify(outcomes),
    ...(guard && guardEnvironment(guard)),
    ...(comparisons !== undefined && { [ENV.comparisons]: comparisons }),
  };
}
