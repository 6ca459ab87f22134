import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagdFormat } from '../../../../cli/convert/flagd/flagd-format.ts';
import type { FlagDocument } from '../../../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../../../core/document/parse-flag-document.ts';
import { compile } from '../../../../core/evaluation/compile.ts';
import { evaluate } from '../../../../core/evaluation/evaluate.ts';
import { wholeDocument } from '../../../helpers/arbitraries.ts';
import { parsed } from '../../../helpers/flag-documents.ts';
import { scalarContext } from '../scalar-context.ts';
import { flagdOracle } from './flagd-oracle.ts';

type Context = Readonly<Record<string, string | number | boolean>>;

/** The flags of a document that go to flagd without a loss that anybody is served by. */
function withoutLosses(document: FlagDocument): FlagDocument {
  const { losses } = flagdFormat.write(document);
  const lost = new Set(losses.filter(({ effect }) => effect !== 'dropped').map(({ flag }) => flag));
  return { ...document, flags: document.flags.filter(({ flag }) => !lost.has(flag)) };
}

/** The clock of flagd cannot be set: pins that end by themselves are another test's. */
function withoutEnds(document: FlagDocument): FlagDocument {
  const flags = document.flags.map((flag) => ({
    ...flag,
    pins: flag.pins.map(({ until: _until, ...pin }) => pin),
  }));
  return { ...document, flags };
}

/**
 * Its evaluator in JavaScript hashes UTF-16 units where flagd itself, and this package, hash bytes of UTF-8: beyond ASCII
 * it is no oracle.
 */
function inAscii(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input).replaceAll(/[^\0-\x7f]|\\ud[0-9a-f]{3}/g, 'x'));
}

describe('flags in the format of flagd', () => {
  it('are served by flagd as they were here, to everybody', () => {
    fc.assert(
      fc.property(
        wholeDocument,
        fc.array(scalarContext, { minLength: 5, maxLength: 5 }),
        (input, contexts) => {
          const ascii = parseFlagDocument(inAscii(input));
          fc.pre(ascii.ok);
          const document = withoutLosses(withoutEnds(ascii.value));
          const flagd = flagdOracle(flagdFormat.write(document).text);
          const ours = compile(document);
          for (const { flag, default: like } of document.flags) {
            for (const context of contexts.map((one) => inAscii(one) as Context)) {
              expect(flagd(flag, like, context)).toBe(evaluate(ours, flag, context, 0).value);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are read again as they were, for everybody and at any time', () => {
    fc.assert(
      fc.property(
        wholeDocument,
        fc.array(scalarContext, { minLength: 5, maxLength: 5 }),
        fc.nat(40_000 * 86_400),
        (input, contexts, seconds) => {
          const document = withoutLosses(parsed(input));
          const { document: read, losses, issues } = flagdFormat.read(flagdFormat.write(document).text);
          expect({ losses, issues }).toEqual({ losses: [], issues: [] });
          const [before, after] = [compile(document), compile(read ?? document)];
          for (const { flag } of document.flags) {
            for (const context of contexts) {
              const [was, is] = [before, after].map(
                (one) => evaluate(one, flag, context, seconds * 1000).value,
              );
              expect(is).toBe(was);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
