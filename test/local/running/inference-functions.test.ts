import { describe, expect, it } from 'vitest';
import { ENV } from '../../../lambda/contract.ts';
import { inferenceFunctions } from '../../../local/running/inference-functions.ts';

const catalogue = JSON.stringify({ 'nova-lite': { modelId: 'amazon.nova-lite-v1:0' } });

describe('traffic of a local account', () => {
  it('goes to inference functions, and not to the evaluator, which has a catalogue too', () => {
    const functions = [
      { FunctionName: 'asks', Variables: { [ENV.catalogue]: catalogue, [ENV.maxOutputTokens]: '1024' } },
      { FunctionName: 'judges', Variables: { [ENV.catalogue]: catalogue, [ENV.evaluation]: '{}' } },
      { FunctionName: 'counts', Variables: { [ENV.outcomes]: '{}' } },
    ];
    const list = () =>
      functions.map(({ FunctionName, Variables }) => ({ FunctionName, Environment: { Variables } }));
    expect([...inferenceFunctions({ list }).keys()]).toEqual(['asks']);
  });
});
