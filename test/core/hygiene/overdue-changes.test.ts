import { describe, expect, it } from 'vitest';
import { documentForm } from '../../../core/document/document-form.ts';
import { overdueChanges } from '../../../core/hygiene/overdue-changes.ts';
import { aDocument, aFlag, aPercentage, parsed } from '../../helpers/flag-documents.ts';

const NOW = Date.parse('2026-07-01');
const overdue = (members: object) =>
  aFlag({ permanent: false, cleanup_by: '2026-06-30', owner: 'ml', ...members });
const other = aFlag({ flag: 'n' });

function pointersOf(deployed: unknown, next: unknown, now = NOW) {
  const before = deployed === undefined ? undefined : parsed(deployed);
  const change = { deployed: before, next: parsed(next), form: documentForm(next) };
  return overdueChanges(change, now).map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`);
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

  it('are all overdue flags when nothing is deployed, and new ones', () => {
    expect(pointersOf(undefined, gate(5))).toEqual(REFUSED);
    expect(pointersOf(aDocument([other]), gate(5))).toEqual(REFUSED);
  });

  it('point into a single flag as it was given', () => {
    expect(pointersOf(undefined, overdue({}))).toEqual(['error cleanup-overdue /cleanup_by']);
  });
});
