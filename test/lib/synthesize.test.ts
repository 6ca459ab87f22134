import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { SAFE_DEFAULT } from '../../lambda/contract.ts';
import { readDocuments } from '../../lib/document-sources.ts';
import { stackId, synthesizeStage } from '../../lib/synthesize.ts';
import './helpers/scratch.ts';

const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

it('gives the same template every time', () => {
  expect(synthesizeStage(STAGES.prod).template).toEqual(synthesizeStage(STAGES.prod).template);
});

it('leaves the bundled handler with its safe default documents where it says', () => {
  const { inferenceAssetDirectory } = synthesizeStage(STAGES.prod);
  const { flags, prompts } = readDocuments(STAGES.prod.safeDefault);
  expect(read(inferenceAssetDirectory, SAFE_DEFAULT.flags)).toEqual(flags);
  expect(read(inferenceAssetDirectory, SAFE_DEFAULT.prompts)).toEqual(prompts);
  expect(readFileSync(join(inferenceAssetDirectory, 'index.mjs'), 'utf8').length).toBeGreaterThan(100_000);
});

it('names a stack after service and stage', () => {
  expect(Object.values(STAGES).map(stackId)).toEqual(['model-rollout-staging', 'model-rollout-prod']);
});
