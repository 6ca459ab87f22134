import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { evaluatorSettings } from '../../../lambda/evaluation/evaluator-settings.ts';
import { liveSampling } from '../../../lambda/evaluation/live-sampling.ts';
import { rubricSource } from '../../../lambda/evaluation/rubric-source.ts';
import { createRubricStore } from '../../../lambda/evaluation/rubric-store.ts';
import { TextFlagSource } from '../../../lambda/flags/text-flag-source.ts';
import { SETTINGS } from '../inference/builders.ts';
import { RUBRICS } from './builders.ts';

const PROPS = { sample: { inference_model: 5 }, rubric: 'v1', judge: 'amazon.nova-pro-v1:0' };
const COMPLETE = {
  [ENV.service]: 'assistant',
  [ENV.stage]: 'prod',
  [ENV.outcomes]: '{"judge_score":{"direction":"up"}}',
  [ENV.tokenSecret]: 'secret',
  [ENV.outcomesTable]: 'table',
  [ENV.catalogue]: JSON.stringify(SETTINGS.catalogue),
  [ENV.evaluation]: JSON.stringify(PROPS),
  [ENV.modelTimeoutMs]: '20000',
};

describe('settings of the evaluator', () => {
  it('are read from environment variables', () => {
    expect(evaluatorSettings(COMPLETE)).toMatchObject({
      ...{ service: 'assistant', secret: 'secret', judgeTimeoutMs: 20_000 },
      evaluation: { judge: PROPS.judge, budgetPerHour: 200 },
    });
  });

  it.each([
    [ENV.evaluation, ''],
    [ENV.evaluation, '{'],
    [ENV.evaluation, '{}'],
    [ENV.catalogue, '[]'],
    [ENV.modelTimeoutMs, '0'],
    [ENV.outcomes, '{"task_completed":{"direction":"up"}}'],
    [ENV.outcomesTable, ''],
  ])('refuse %s = %s', (name, value) => {
    expect(() => evaluatorSettings({ ...COMPLETE, [name]: value })).toThrow(name);
  });

  it('refuse a judge that is a model of the catalogue, unless it is forced', () => {
    const judgedBy = (more: object) => () =>
      evaluatorSettings({
        ...COMPLETE,
        [ENV.evaluation]: JSON.stringify({ ...PROPS, judge: 'bedrock.haiku', ...more }),
      });
    expect(judgedBy({})).toThrow(/the model bedrock.haiku that it would judge/);
    expect(judgedBy({ allowModelUnderTest: true })).not.toThrow();
  });
});

describe('the sampling of an inference function', () => {
  it('is there where there is a queue', () => {
    expect(liveSampling({ [ENV.evaluation]: COMPLETE[ENV.evaluation] })).toBeUndefined();
    const queued = { ...COMPLETE, [ENV.evaluationQueue]: 'https://sqs.eu-west-1.amazonaws.com/1/answers' };
    expect(liveSampling(queued)).toBeTypeOf('function');
    expect(() => liveSampling({ ...queued, [ENV.evaluation]: '{}' })).toThrow(ENV.evaluation);
  });
});

describe('rubrics', () => {
  it('come from the bundle where no profile is named, and from the agent where one is', async () => {
    const bundled = rubricSource({}, RUBRICS);
    expect([bundled.origin, (await bundled.source.fetch('x')).bytes]).toEqual([
      'bundled',
      new TextEncoder().encode(RUBRICS),
    ]);
    const place = { [ENV.application]: 'app', [ENV.environment]: 'env', [ENV.rubricsProfile]: 'rubrics' };
    expect(rubricSource(place, RUBRICS).origin).toBe('appconfig-agent');
    expect(() => rubricSource({ [ENV.rubricsProfile]: 'rubrics' }, RUBRICS)).toThrow(ENV.application);
  });

  it('are the last good ones when a broken document is served', async () => {
    const common = { origin: 'test', clock: { now: () => 0 }, safeDefault: RUBRICS };
    const store = createRubricStore({ ...common, source: new TextFlagSource('{"version":1}') });
    expect(await store.read('x')).toMatchObject({ value: store.bundled, freshness: 'default' });
    expect(() => createRubricStore({ ...common, safeDefault: '{}', source: new TextFlagSource('') })).toThrow(
      /bundled safe default rubric document is refused/,
    );
  });
});
