import { expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { ENV } from '../../lambda/contract.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import { completeStage, type StageConfig } from '../../lib/stage-config.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import { aStage } from './helpers/stage.ts';
import './helpers/scratch.ts';
import { propertiesOf, variablesOf } from './helpers/template.ts';

const { models, firstVersion } = STAGES.prod;
const SMALLEST: StageConfig = { service: 'shop', stage: 'test', region: 'us-east-1', models, firstVersion };

it('synthesizes with no more than service, stage, region, models and documents', () => {
  const { template } = synthesizeStage(SMALLEST);
  const [linear] = propertiesOf<{ Name: string }>(template, 'AWS::AppConfig::DeploymentStrategy').filter(
    ({ Name }) => Name === 'shop-test-linear',
  );
  expect(linear).toMatchObject({
    DeploymentDurationInMinutes: 40,
    FinalBakeTimeInMinutes: 20,
    GrowthFactor: 10,
  });
  expect(variablesOf(template, 'InferenceHandlerFunction')).toMatchObject({ [ENV.latencyLimitMs]: '10000' });
});

it('serves the first version by default where nothing else is bundled', () => {
  expect(readDocuments(completeStage(SMALLEST).safeDefault)).toEqual(readDocuments(firstVersion));
});

it('keeps what a stage says', () => {
  const said = aStage({ costCapUsd: 0.25, logRetentionDays: 7 });
  expect(completeStage(said)).toEqual(said);
});
