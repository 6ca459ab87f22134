import { expect, it } from 'vitest';
import { STAGES } from '../../config/stages.ts';
import { synthesizeStage } from '../../lib/synthesize.ts';
import './helpers/scratch.ts';

/** Takes out what changes with every line of a handler or of the schema, and is tested elsewhere. */
function scrub(template: unknown): unknown {
  return JSON.parse(
    JSON.stringify(template, (key, value) => {
      if (key === 'S3Key') return '<asset>.zip';
      return typeof value === 'string' && value.startsWith('{"$schema"') ? '<JSON Schema>' : value;
    }),
  );
}

it.each(Object.entries(STAGES))('changes the template of %s only on purpose', (_, stage) => {
  expect(scrub(synthesizeStage(stage).template)).toMatchSnapshot();
});
