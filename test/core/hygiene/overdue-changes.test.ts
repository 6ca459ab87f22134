import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentForm } from '../../../core/document/document-form.ts';
import type { FlagDocument } from '../../../core/document/flag-document.ts';
import { killValue } from '../../../core/document/kill-value.ts';
import { promote } from '../../../core/document/promote.ts';
import { rollOut } from '../../../core/document/roll-out.ts';
import { overdueChanges } from '../../../core/hygiene/overdue-changes.ts';
import type { Result } from '../../../core/result.ts';
import { percentage, type Target, target } from '../../helpers/document-changes.ts';
import { aDocument, aFlag, aPercentage, errorsOf, parsed } from '../../helpers/flag-documents.ts';

const NOW = Date.parse('2026-07-01');
const overdue = (members: object) =>
  aFlag({ permanent: false, cleanup_by: '2026-06-30', owner: 'ml', ...members });
const other = aFlag({ flag: 'n' });

function pointersOf(deployed: unknown, next: unknown, now = NOW) {
  const before = deployed === undefined ? undefined : parsed(deployed);
  const change = { deployed: before, next: parsed(next), form: documentForm(next) };
  return overdueChanges(change, now).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`);
}

/** The document with every flag past its date. */
function allOverdue({ flags, ...rest }: FlagDocument): FlagDocument {
  return {
    ...rest,
    flags: flags.map(({ permanent: _, ...flag }) => ({ ...flag, cleanup_by: '2000-01-01' })),
  };
}

/** How many of the changes that were made are accepted by the parser; each must pass past the date. */
function passing(
  change: (one: Target, share: number, index: number) => readonly Result<FlagDocument, string>[],
) {
  let made = 0;
  fc.assert(
    fc.property(target, percentage, fc.nat(), (one, share, index) => {
      const deployed = allOverdue(one.document);
      for (const next of change({ ...one, document: deployed }, share, index)) {
        if (!next.ok || errorsOf(next.value).length > 0) continue;
        made += 1;
        expect(overdueChanges({ deployed, next: next.value, form: 'document' }, NOW)).toEqual([]);
      }
    }),
    { numRuns: 1500 },
  );
  return made;
}

const REFUSED = ['error cleanup-overdue /flags/1/cleanup_by'];

describe('overdueChanges', () => {
  const gate = (percentage: number) => aDocument([other, overdue({ rules: [aPercentage(percentage)] })]);

  it('are the overdue flags that a version changes', () => {
    expect(pointersOf(gate(5), gate(10))).toEqual(REFUSED);
  });

  it('are none on the last day of the flag', () => {
    expect(pointersOf(gate(5), gate(10), NOW - 1)).toEqual([]);
  });

  it('are none when the version changes another flag only', () => {
    const next = aDocument([{ ...other, default: 'x' }, overdue({ rules: [aPercentage(5)] })]);
    expect(pointersOf(gate(5), next)).toEqual([]);
  });

  it('are none when the version kills, or only takes away', () => {
    const killed = aDocument([other, overdue({ rules: [aPercentage(5)], killed: ['new'] })]);
    expect(pointersOf(gate(5), killed)).toEqual([]);
    expect(pointersOf(gate(5), gate(1))).toEqual([]);
    expect(pointersOf(gate(5), aDocument([other]))).toEqual([]);
  });

  it('are none when the version promotes the candidate, which is how a flag comes to be cleaned up', () => {
    const promoted = aDocument([other, overdue({ default: 'new' })]);
    expect(pointersOf(gate(5), promoted)).toEqual([]);
    expect(pointersOf(aDocument([other, overdue({})]), promoted)).toEqual(REFUSED);
    const more = aDocument([other, overdue({ default: 'new', rules: [aPercentage(5, {}, 'old')] })]);
    expect(pointersOf(gate(5), more)).toEqual(REFUSED);
  });

  it('are none when any value of any document is killed, another in its place or not', () => {
    const made = passing(({ document, flag, value }, _, index) => {
      const { allowed = [] } = document.flags.find((one) => one.flag === flag) ?? {};
      const instead = allowed[index % Math.max(1, allowed.length)];
      return [{}, { instead }].map((more) => killValue(document, { flag, value, ...more }));
    });
    expect(made).toBeGreaterThan(500);
  });

  it('are none when a percentage of any document is lowered, whatever rules stand below', () => {
    const made = passing(({ document, flag, value }, share) => {
      const rules = document.flags.find((one) => one.flag === flag)?.rules ?? [];
      const percentages = rules
        .filter((rule) => 'value' in rule && rule.value === value)
        .map(({ condition }) => Number(condition.rollout_percentage ?? Number.POSITIVE_INFINITY));
      const lowest = Math.min(...percentages.filter(Number.isFinite));
      if (!Number.isFinite(lowest)) return [];
      const lower = Math.floor((lowest * 1000 * share) / 100) / 1000;
      return [0, lower].map((to) => rollOut(document, { flag, value, percentage: to }));
    });
    expect(made).toBeGreaterThan(80);
  });

  it('are none when a candidate of any document is promoted, or a promotion taken back', () => {
    let takenBack = 0;
    const made = passing(({ document, flag, value }) => {
      const isTried = document.flags
        .find((one) => one.flag === flag)
        ?.rules.some(
          (rule) => 'value' in rule && rule.value === value && Number(rule.condition.rollout_percentage) > 0,
        );
      const promoted = promote(document, { flag, value });
      if (!isTried || !promoted.ok) return [];
      const back = { deployed: promoted.value, next: document, form: 'document' } as const;
      expect(overdueChanges(back, NOW)).toEqual([]);
      takenBack += 1;
      return [promoted];
    });
    expect(Math.min(made, takenBack)).toBeGreaterThan(50);
  });

  it('are none when a value that some are served becomes the default, which settles the flag', () => {
    const rules = [{ name: 'gold', condition: { plan: 'gold' }, value: 'new' }];
    const before = aDocument([other, overdue({ rules })]);
    const settled = (value: string) => aDocument([other, overdue({ default: value, rules })]);
    expect(pointersOf(before, settled('new'))).toEqual([]);
    expect(pointersOf(before, settled('x'))).toEqual(REFUSED);
    expect(pointersOf(settled('new'), settled('x'))).toEqual(REFUSED);
  });

  it('are none when a promotion is taken back, unless a killed value comes back with it', () => {
    const promoted = aDocument([other, overdue({ default: 'new', killed: ['x'] })]);
    const atHalf = (killed: readonly string[]) =>
      aDocument([other, overdue({ rules: [aPercentage(50)], killed })]);
    expect(pointersOf(promoted, atHalf(['x']))).toEqual([]);
    expect(pointersOf(promoted, atHalf([]))).toEqual(REFUSED);
  });

  it('are all overdue flags when nothing is deployed, and new ones', () => {
    expect(pointersOf(undefined, gate(5))).toEqual(REFUSED);
    expect(pointersOf(aDocument([other]), gate(5))).toEqual(REFUSED);
  });

  it('point into a single flag as it was given', () => {
    expect(pointersOf(undefined, overdue({}))).toEqual(['error cleanup-overdue /cleanup_by']);
  });
});
