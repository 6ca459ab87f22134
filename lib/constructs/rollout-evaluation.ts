import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { rubricDocumentSchema } from '../../core/rubrics/json-schema.ts';
import { ENV, PROFILE, SAFE_DEFAULT } from '../../lambda/contract.ts';
import type { CheckedEvaluation } from '../evaluation-config.ts';
import { type Models, toCatalogue } from '../model-config.ts';
import { modelPermissionFindings } from '../safety/model-permission-check.ts';
import { checkAtSynth, checked } from '../safety/synth-check.ts';
import type { AgentLayer } from './agent-layer.ts';
import { BundledFunction } from './bundled-function.ts';
import { EvaluationQueue } from './evaluation-queue.ts';
import { type FunctionHosting, hostingOf } from './function-hosting.ts';
import { HostedDocument } from './hosted-document.ts';
import { modelAccess } from './model-access.ts';
import type { ModelFlags } from './model-flags.ts';
import type { RolloutOutcomes } from './rollout-outcomes.ts';
import { allowReadingRubrics } from './rubric-reader.ts';

/** Calls of the judge for one answer: a pairwise rubric asks in both orders. */
const CALLS = 2;

/** Time beside the judge: rubrics, budget, counting. */
const OVERHEAD = Duration.seconds(15);

/** An answer shows again only when a function that hangs has long ended, as Lambda's guide on SQS recommends. */
const VISIBILITY_TIMES = 6;

/** Answers handed over together, and batches at a time: so many calls of the judge at most. */
const BATCH_SIZE = 5;
const MAX_BATCHES = 4;

export interface RolloutEvaluationProps extends FunctionHosting {
  /** Flags whose answers are judged; the rubrics are in their application. */
  readonly flags: ModelFlags;
  /** Door that scores are counted by, in process. */
  readonly outcomes: RolloutOutcomes;
  readonly evaluation: CheckedEvaluation;
  /** Models that are judged. */
  readonly models: Models;
  /** @default - the layer of the function's Region in the package's own table */
  readonly agentLayer?: AgentLayer;
  /** What becomes of profile and first version of the rubrics when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The judge of answers: a sample of them waits in a queue for a function that asks a model, by a rubric, and counts the
 * score as an outcome. Nothing waits for it: neither the user nor a rollout.
 */
export class RolloutEvaluation extends Construct {
  readonly function: LambdaFunction;
  readonly queue: EvaluationQueue;
  /** The rubric document's profile. */
  readonly rubrics: HostedDocument;
  readonly #props: RolloutEvaluationProps;

  constructor(scope: Construct, id: string, props: RolloutEvaluationProps) {
    super(scope, id);
    this.#props = props;
    const { evaluation, encryptionKey } = props;
    const judgeSeconds = Math.ceil((CALLS * evaluation.judgeTimeoutMs) / 1000);
    const timeout = Duration.seconds(judgeSeconds).plus(OVERHEAD);
    this.function = this.#createFunction(timeout);
    this.rubrics = this.#createRubrics();
    this.queue = new EvaluationQueue(this, 'Answers', {
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMES * timeout.toSeconds()),
      ...(encryptionKey && { encryptionKey }),
    });
    this.#allow();
    this.#map();
  }

  /** Has a function send its answers in comparison to be judged, as many as are drawn. */
  allowSending(answering: LambdaFunction): void {
    answering.addEnvironment(ENV.evaluation, JSON.stringify(this.#props.evaluation.props));
    answering.addEnvironment(ENV.evaluationQueue, this.queue.queue.queueUrl);
    this.queue.allowSending(answering);
  }

  #createFunction(timeout: Duration): LambdaFunction {
    const { evaluation, models } = this.#props;
    const catalogue = checked(this, 'models-refused', () => toCatalogue(models));
    return new BundledFunction(this, 'Handler', {
      handler: 'evaluator',
      description: 'Has a model judge answers by a rubric, and counts the scores',
      timeout,
      memoryMiB: 512,
      environment: {
        [ENV.catalogue]: JSON.stringify(catalogue),
        [ENV.evaluation]: JSON.stringify(evaluation.props),
        [ENV.modelTimeoutMs]: String(evaluation.judgeTimeoutMs),
      },
      ...hostingOf(this.#props),
      extraFiles: { [SAFE_DEFAULT.rubrics]: JSON.stringify(evaluation.rubrics) },
    }).function;
  }

  /** After the flags, since an environment runs one deployment at a time, and after who has to understand it. */
  #createRubrics(): HostedDocument {
    const { flags, evaluation, removalPolicy } = this.#props;
    const rubrics = new HostedDocument(this, 'RubricDocument', {
      application: flags.application,
      environment: flags.environment,
      strategyId: flags.atOnceStrategy.deploymentStrategyId,
      removalPolicy,
      profileName: PROFILE.rubrics,
      description: 'Rubrics by version, and references',
      firstVersion: evaluation.rubrics,
      schema: rubricDocumentSchema,
      ...(flags.encryptionKey && { encryptionKey: flags.encryptionKey }),
    });
    rubrics.deployAfter(this.function, flags.flags);
    return rubrics;
  }

  #allow(): void {
    const { flags, outcomes, evaluation, agentLayer } = this.#props;
    outcomes.allowCounting(this.function);
    allowReadingRubrics(this.function, { flags, rubrics: this.rubrics, agentLayer });
    const needed = modelAccess({ judge: evaluation.judge }, Stack.of(this));
    for (const statement of needed) this.function.addToRolePolicy(statement);
    checkAtSynth(this, () => modelPermissionFindings(this.function, needed));
    this.queue.allowReceiving(this.function);
  }

  /** Answers that could not be judged go back one by one: those beside them are done with. */
  #map(): void {
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.function,
      eventSourceArn: this.queue.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: MAX_BATCHES,
      reportBatchItemFailures: true,
    });
    // Lambda looks whether the role may read the queue.
    mapping.node.addDependency(this.function);
  }
}
