import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launchDarklyFormat } from '../../../../cli/convert/launchdarkly/launchdarkly-format.ts';
import type { FlagDocument, Rule } from '../../../../core/document/flag-document.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { wholeDocument } from '../../../helpers/arbitraries.ts';
import { parsed } from '../../../helpers/flag-documents.ts';
import { launchDarklyOracle } from '../../../helpers/launchdarkly-oracle.ts';
import { scalarContext } from '../scalar-context.ts';
import { told } from './told.ts';

/** Whatever is dealt is dealt as LaunchDarkly can: by the user, in 100,000ths, under a salt of the flag. */
function dealtByLaunchDarkly({ segments, flags }: FlagDocument): FlagDocument {
  const dealt = (flag: string, rule: Rule): Rule => {
    const { bucket_by: _bucketBy, ...condition } = rule.condition;
    const own = { ...condition, hash: 'launchdarkly', salt: `${flag}.pepper` };
    if ('split' in rule) {
      const [first, ...others] = rule.split.map(({ value }) => ({ value, weight: 10_000 }));
      const rest = { value: first?.value ?? '', weight: 100_000 - others.length * 10_000 };
      return { ...rule, condition: own, split: [rest, ...others] };
    }
    return condition.rollout_percentage === undefined ? rule : { ...rule, condition: own };
  };
  const moved = flags.map((flag) => ({ ...flag, rules: flag.rules.map((rule) => dealt(flag.flag, rule)) }));
  return { version: 1, segments, flags: moved };
}

function withoutLosses(document: FlagDocument): FlagDocument {
  const { losses } = launchDarklyFormat.write(document);
  const lost = new Set(losses.filter(({ effect }) => effect !== 'dropped').map(({ flag }) => flag));
  return { ...document, flags: document.flags.filter(({ flag }) => !lost.has(flag)) };
}

interface Written {
  readonly flags: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly segments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('flags for LaunchDarkly', () => {
  it('are served by its SDK, and read again, as they were, to everybody', async () => {
    const property = fc.asyncProperty(
      wholeDocument,
      fc.array(scalarContext, { minLength: 5, maxLength: 5 }),
      async (input, contexts) => {
        // Its SDK for JavaScript keeps keys in plain objects and fails on those that every object has.
        fc.pre(!JSON.stringify(input).includes('constructor'));
        const document = withoutLosses(dealtByLaunchDarkly(parsed(input)));
        const { text } = launchDarklyFormat.write(document);
        const written: Written = JSON.parse(text);
        const oracle = await launchDarklyOracle(
          Object.values(written.flags),
          Object.values(written.segments),
        );
        const back = launchDarklyFormat.read(text);
        expect(back.losses.filter(({ effect }) => effect !== 'dropped')).toEqual([]);
        const [before, after] = [compile(document), compile(back.document ?? document)];
        for (const { flag } of document.flags) {
          for (const context of contexts) {
            const was = evaluate(before, flag, context, 0).value;
            expect(await oracle.variation(flag, told(context), 'default'), flag).toBe(was);
            expect(evaluate(after, flag, context, 0).value, flag).toBe(was);
          }
        }
        oracle.close();
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});
