import { expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { type ModelConfig, toCatalogue } from '../../lib/model-config.ts';

const HAIKU: ModelConfig = { foundationModel: 'haiku-id', inputUsdPerMillion: 1, outputUsdPerMillion: 5 };

/** Configurations that the types would not have let through, as from JavaScript. */
function misspelt({ foundationModel, ...prices }: ModelConfig): ModelConfig {
  return { fundationModel: foundationModel, ...prices } as unknown as ModelConfig;
}

function unlisted(model: ModelConfig): ModelConfig {
  return { ...model, inferenceProfile: 'us.haiku-id' } as ModelConfig;
}

it('calls a model by its profile where it has one', () => {
  const profiled: ModelConfig = { ...HAIKU, inferenceProfile: 'us.haiku-id', regions: ['us-east-1'] };
  expect(toCatalogue({ direct: HAIKU, profiled })).toEqual({
    direct: { modelId: 'haiku-id', inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
    profiled: { modelId: 'us.haiku-id', inputUsdPerMillion: 1, outputUsdPerMillion: 5 },
  });
});

it('makes a catalogue of the models of every stage', () => {
  for (const { models } of Object.values(STAGES)) {
    expect(Object.keys(toCatalogue(models))).toEqual(Object.keys(models));
  }
});

it('refuses models that cannot be called or paid', () => {
  const refused = (model: ModelConfig) => () => toCatalogue({ haiku: model });
  expect(() => toCatalogue({})).toThrow(/models is empty/);
  expect(refused({ ...HAIKU, foundationModel: '' })).toThrow(/models\.haiku has an empty model id/);
  expect(refused(misspelt(HAIKU))).toThrow(
    /^models\.haiku lacks foundationModel: give the id that Bedrock lists/,
  );
  expect(refused(unlisted(HAIKU))).toThrow(/^models\.haiku\.regions is missing: list every region/);
  expect(refused({ ...HAIKU, inferenceProfile: 'us.haiku-id', regions: [] })).toThrow(/regions is empty/);
  expect(refused({ ...HAIKU, inputUsdPerMillion: -1 })).toThrow(/prices must be 0 or more/);
});
