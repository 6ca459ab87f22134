import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLaunchDarkly } from '../../../../cli/convert/launchdarkly/read-launchdarkly.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { launchDarklyOracle } from '../../../helpers/launchdarkly-oracle.ts';
import { scalarContext } from '../scalar-context.ts';
import { type Payload, payload } from './payloads.ts';
import { told } from './told.ts';

type Context = Readonly<Record<string, string | number | boolean>>;

async function agrees({ flags, segments }: Payload, contexts: readonly Context[]): Promise<void> {
  const { document, losses, issues } = readLaunchDarkly(JSON.stringify({ flags, segments }));
  expect(issues).toEqual([]);
  const refused = losses.filter(({ effect }) => effect === 'refused').map(({ flag }) => flag);
  expect([...(document?.flags.map(({ flag }) => flag) ?? []), ...refused]).toEqual(
    expect.arrayContaining(Object.keys(flags)),
  );
  const lost = new Set(losses.filter(({ effect }) => effect !== 'dropped').map(({ flag }) => flag));
  const ours = compile(document ?? { version: 1, segments: {}, flags: [] });
  const oracle = await launchDarklyOracle(Object.values(flags), Object.values(segments));
  for (const flag of Object.keys(flags).filter((key) => !lost.has(key))) {
    for (const context of contexts) {
      const served = await oracle.variation(flag, told(context), 'default');
      expect(evaluate(ours, flag, context, 0).value, flag).toBe(served);
    }
  }
  oracle.close();
}

describe('flags of LaunchDarkly, read', () => {
  it('serve everybody what its SDK serves them', async () => {
    await fc.assert(
      fc.asyncProperty(payload, fc.array(scalarContext, { minLength: 8, maxLength: 8 }), agrees),
      { numRuns: 300 },
    );
  });

  it('are read in no time where segments are reached by very many ways', () => {
    const member = (at: number) => ({ op: 'segmentMatch', attribute: '', values: [`s${at}`] });
    const plan = { attribute: 'plan', op: 'in', values: ['gold'] };
    const rules = (at: number) => [{ clauses: [member(at - 1)] }, { clauses: [member(at - 1), plan] }];
    const segment = (at: number) => ({ key: `s${at}`, included: ['u1'], rules: at > 0 ? rules(at) : [] });
    const segments = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`s${at}`, segment(at)]));
    const flag = { on: true, variations: ['a', 'b'], fallthrough: { variation: 0 } };
    const flags = { deep: { ...flag, rules: [{ clauses: [member(59)], variation: 1 }] } };
    const { losses } = readLaunchDarkly(JSON.stringify({ flags, segments }));
    expect(losses.every(({ effect }) => effect === 'refused')).toBe(true);
  });
});
