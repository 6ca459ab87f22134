import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { ENV } from '../../../lambda/contract.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import { anEvaluation } from '../helpers/evaluation.ts';
import { synthesizedStage } from '../helpers/rollout-app.ts';
import { actionsOf, type Statement, statementsByRole } from '../helpers/statements.ts';
import { allDependenciesOf, theResource, variablesOf } from '../helpers/template.ts';
import { reportedOf } from '../safety/findings.ts';
import { aWholeStage } from '../safety/trees.ts';
import '../helpers/scratch.ts';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function refusalOf(changes: object): string {
  const [reported] = reportedOf((stack) => void aWholeStage(stack, changes as Partial<StageConfig>));
  return `${reported?.id}: ${reported?.message}`;
}

function statementsOf(template: ReturnType<typeof synthesizedStage>, role: string): readonly Statement[] {
  return [...statementsByRole(template)].find(([id]) => id.startsWith(role))?.[1] ?? [];
}

describe('a stage whose answers are judged', () => {
  const template = synthesizedStage({ evaluation: anEvaluation() });
  const evaluator = variablesOf(template, 'EvaluationHandlerFunction');
  const inference = variablesOf(template, 'InferenceHandlerFunction');
  const { id: queue, properties } = theResource(template, 'AWS::SQS::Queue', 'AnswersQueue');

  it('tells both functions what is judged, and the one where answers wait', () => {
    expect(inference[ENV.evaluation]).toBe(evaluator[ENV.evaluation]);
    expect(JSON.parse(evaluator[ENV.evaluation] ?? '')).toEqual({
      ...{ sample: { inference_model: 5 }, rubric: 'v1', judge: 'amazon.nova-pro-v1:0' },
    });
    expect(inference[ENV.evaluationQueue]).toBe(queue);
    expect(evaluator).not.toHaveProperty(ENV.evaluationQueue);
  });

  it('counts the score as an outcome, declared by itself', () => {
    expect(JSON.parse(evaluator[ENV.outcomes] ?? '')).toEqual({ judge_score: { direction: 'up' } });
    expect(variablesOf(template, 'OutcomesHandlerFunction')[ENV.outcomes]).toBe(evaluator[ENV.outcomes]);
  });

  it('lets the evaluator ask the judge and no other model', () => {
    const bedrock = statementsOf(template, 'EvaluationHandlerRole').filter(
      (one) => actionsOf([one], 'bedrock').length > 0,
    );
    expect(bedrock).toEqual([
      {
        ...{ Effect: 'Allow', Action: 'bedrock:InvokeModel' },
        Resource: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
      },
    ]);
  });

  it('lets the inference function send, and Lambda take and delete', () => {
    const sqs = (role: string) => actionsOf(statementsOf(template, role), 'sqs');
    expect(sqs('InferenceHandlerRole')).toEqual(['sqs:SendMessage']);
    expect(sqs('EvaluationHandlerRole')).toEqual([
      ...['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    ]);
  });

  it('keeps questions of users encrypted and for hours, and what fails five times for a day apart', () => {
    const { id: dead, properties: deadLetters } = theResource(template, 'AWS::SQS::Queue', 'DeadLetters');
    expect(properties).toMatchObject({
      ...{ SqsManagedSseEnabled: true, MessageRetentionPeriod: 4 * 3600 },
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [dead, 'Arn'] }, maxReceiveCount: 5 },
    });
    expect(deadLetters).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 24 * 3600 });
  });

  it('hides an answer for longer than its function may take, and hands back those that fail alone', () => {
    const { properties: fn } = theResource<{ Timeout: number }>(
      template,
      'AWS::Lambda::Function',
      'EvaluationHandlerFunction',
    );
    expect(properties.VisibilityTimeout).toBe(6 * fn.Timeout);
    const { properties: mapping } = theResource(template, 'AWS::Lambda::EventSourceMapping');
    expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  it('deploys the rubrics last, after who reads them', () => {
    const { id } = theResource(template, 'AWS::AppConfig::Deployment', 'RubricDocument');
    const before = allDependenciesOf(template, id);
    const { id: flags } = theResource(template, 'AWS::AppConfig::Deployment', 'FlagDocument');
    const { id: reader } = theResource(template, 'AWS::Lambda::Function', 'EvaluationHandler');
    expect([before.has(flags), before.has(reader)]).toEqual([true, true]);
  });
});

describe('a judge behind an inference profile', () => {
  it('is allowed in each of its regions, through that profile alone, with the key of the stage', () => {
    const judge = {
      ...{ inferenceProfile: 'us.amazon.nova-premier-v1:0', foundationModel: 'amazon.nova-premier-v1:0' },
      regions: ['us-east-1', 'us-west-2'],
    };
    const template = synthesizedStage({ evaluation: anEvaluation({ judge }), encryptionKey: KEY });
    const statements = statementsOf(template, 'EvaluationHandlerRole');
    expect(JSON.stringify(statements)).toContain('inference-profile/us.amazon.nova-premier-v1:0');
    const keyed = statements.filter(({ Condition }) => JSON.stringify(Condition)?.includes('kms:ViaService'));
    expect(keyed).toMatchObject([{ Action: 'kms:Decrypt', Resource: KEY }]);
    const { properties } = theResource(template, 'AWS::SQS::Queue', 'AnswersQueue');
    expect(properties).toMatchObject({ KmsMasterKeyId: KEY });
  });
});

describe('an evaluation', () => {
  const { foundationModel } = STAGES.prod.models['claude-3-haiku'] ?? {};

  it.each([
    [{ judge: {} }, /evaluation\.judge lacks foundationModel/],
    [{ judge: { foundationModel: 'm', inferenceProfile: 'us.m' } }, /evaluation\.judge\.regions is missing/],
    [{ rubric: 'v2' }, /evaluation\.rubric is "v2", but evaluation\.rubrics has only v1/],
    [{ rubrics: { version: 1 } }, /evaluation\.rubrics is refused at/],
    [
      { sample: { infernce_model: 5 } },
      /evaluation\.sample has the flag infernce_model, but firstVersion has/,
    ],
    [{ sample: { inference_model: 0 } }, /inference_model.* is 0; use a percentage above 0 to 100/],
    [
      { judgeTimeoutMs: 10 },
      /evaluation\.judgeTimeoutMs is 10, but must be a whole number from 1000 to 120000/,
    ],
    [{ budgetPerHour: 0 }, /budgetPerHour.* is 0/],
  ])('is refused %j', (changes, message) => {
    const refused = refusalOf({ evaluation: anEvaluation(changes as object) });
    expect(refused).toMatch(/^evaluation-refused: /);
    expect(refused).toMatch(message);
  });

  it('is not done by the model behind a profile under test, whatever the profile is called', () => {
    const foundationModel = 'anthropic.claude-sonnet-4-6';
    const profile = { inferenceProfile: 'us.best-we-have', regions: ['us-east-1'], foundationModel };
    const prices = { inputUsdPerMillion: 3, outputUsdPerMillion: 15 };
    const models = { ...STAGES.prod.models, 'claude-sonnet-4-6': { ...profile, ...prices } };
    const judges = [{ foundationModel }, { ...profile, inferenceProfile: 'eu.other' }] as const;
    for (const judge of judges) {
      const refused = refusalOf({ models, evaluation: anEvaluation({ judge }) });
      expect(refused).toMatch(/evaluation\.judge .*which is the model anthropic\.claude-sonnet-4-6/);
    }
    const forced = anEvaluation({ judge: judges[0], allowModelUnderTest: true });
    expect(reportedOf((stack) => void aWholeStage(stack, { models, evaluation: forced }))).toEqual([]);
  });

  it('may be done by a model under test where that is said', () => {
    const judge = { foundationModel: String(foundationModel) };
    expect(refusalOf({ evaluation: anEvaluation({ judge }) })).toMatch(/^evaluation-refused: /);
    const forced = anEvaluation({ judge, allowModelUnderTest: true });
    expect(reportedOf((stack) => void aWholeStage(stack, { evaluation: forced }))).toEqual([]);
  });
});
