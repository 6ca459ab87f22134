import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../lambda/outcomes/exposure.ts';
import { CANDIDATE, CONTROL, someModelFlags } from '../model-flags/builders.ts';

async function exposureBy(inference_model: object) {
  const { flags } = someModelFlags({ inference_model });
  return exposureOf(await flags.decide('inference_model', { user_id: 'u-1' }));
}

describe('what a token says of a decision', () => {
  it('is what the user was to be served, on which side, and in which group', async () => {
    const common = { flag: 'inference_model', documentVersion: '7' };
    expect(await exposureBy(CANDIDATE)).toEqual({
      ...{ ...common, role: 'candidate', value: 'sonnet', bucketGroup: '09' },
    });
    expect(await exposureBy(CONTROL)).toEqual({
      ...{ ...common, role: 'control', value: 'haiku', bucketGroup: '02' },
    });
  });

  it('is nothing for a user in no comparison', async () => {
    expect(await exposureBy({ value: 'haiku' })).toBeUndefined();
  });
});
