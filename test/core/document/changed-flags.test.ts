import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFlags, tooManyChangedFlags } from '../../../core/document/changed-flags.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { context, mutatedDocument, validDocument } from '../../helpers/arbitraries.ts';
import { aDocument, aFlag, errorsOf, parsed } from '../../helpers/flag-documents.ts';
import { specFile } from '../../helpers/spec-file.ts';

interface ChangeCase {
  readonly description: string;
  readonly deployed: unknown;
  readonly next: unknown;
  readonly changed: readonly string[];
}

describe('changedFlags', () => {
  it.each(specFile<{ cases: readonly ChangeCase[] }>('08-changed-flags').cases)(
    '$description',
    ({ deployed, next, changed }) => {
      expect(changedFlags(parsed(deployed), parsed(next))).toEqual(changed);
    },
  );

  it('are none between a document and itself', () => {
    fc.assert(
      fc.property(validDocument, (one) => {
        expect(changedFlags(parsed(one), parsed(one))).toEqual([]);
      }),
    );
  });

  it('are the same in both directions, kills aside', () => {
    const withoutKills = (document: unknown) => {
      const { flags, ...rest } = parsed(document);
      return { ...rest, flags: flags.map((flag) => ({ ...flag, killed: [] })) };
    };
    fc.assert(
      fc.property(mutatedDocument, ({ valid, mutated }) => {
        fc.pre(errorsOf(mutated).length === 0);
        const [before, after] = [withoutKills(valid), withoutKills(mutated)];
        expect(changedFlags(before, after)).toEqual(changedFlags(after, before));
      }),
    );
  });

  it('name every flag that serves a unit something else, unless a kill was added', () => {
    fc.assert(
      fc.property(mutatedDocument, context, ({ valid, mutated }, unit) => {
        fc.pre(errorsOf(mutated).length === 0);
        const [before, after] = [parsed(valid), parsed(mutated)];
        const [old, next] = [compile(before), compile(after)];
        for (const name of new Set([...old.flags.keys(), ...next.flags.keys()])) {
          if (evaluate(old, name, unit, 0).value === evaluate(next, name, unit, 0).value) continue;
          const kills = (document: typeof before) =>
            document.flags.find(({ flag }) => flag === name)?.killed.length ?? 0;
          if (kills(after) <= kills(before)) expect(changedFlags(before, after)).toContain(name);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('tooManyChangedFlags', () => {
  const [a, b] = [aFlag({ flag: 'a' }), aFlag({ flag: 'b' })];

  it('has nothing to say about one change', () => {
    const next = aDocument([a, { ...b, default: 'new' }]);
    expect(tooManyChangedFlags(parsed(aDocument([a, b])), parsed(next))).toBeUndefined();
  });

  it('refuses two changes, naming the flags', () => {
    const next = aDocument([
      { ...a, default: 'new' },
      { ...b, default: 'new' },
    ]);
    expect(tooManyChangedFlags(parsed(aDocument([a, b])), parsed(next))).toMatchObject({
      severity: 'error',
      code: 'flags-changed',
      message: '2 flags change against the deployed version: a, b',
    });
  });
});
