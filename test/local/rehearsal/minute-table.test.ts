import { describe, expect, it } from 'vitest';
import { MinuteTable } from '../../../local/rehearsal/minute-table.ts';
import type { MinuteView } from '../../../local/rehearsal/observer.ts';

const BUSY = { requests: 3000, errorRate: 0.308, p99Ms: 10_400 };
const MINUTE: MinuteView = {
  ...{ minute: 1234, state: 'DEPLOYING', percentage: 100, evidence: 1e9 },
  ...{ candidate: BUSY, control: BUSY },
};

describe('the table of minutes', () => {
  it.each([80, 66, 54, 40])('fits %d columns', (columns) => {
    const table = new MinuteTable(columns, true);
    const widths = [table.header, table.row(MINUTE), table.legend ?? ''].map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  it.each([80, 40])('shows failures and evidence however narrow: %d columns', (columns) => {
    const table = new MinuteTable(columns, true);
    expect(table.row(MINUTE).match(/30\.8 %/g)).toHaveLength(2);
    expect(table.row(MINUTE)).toContain('>1e6');
    expect(table.header).toMatch(/candidate.*control.*evidence$/);
  });

  it('says of a minute without requests that nothing is known', () => {
    const idle = { requests: 0, errorRate: undefined, p99Ms: undefined };
    const row = new MinuteTable(80, true).row({ ...MINUTE, candidate: idle, evidence: undefined });
    expect(row.match(/–/g)).toHaveLength(3);
  });

  it('has no column for evidence where there is no guard', () => {
    const table = new MinuteTable(80, false);
    expect(table.header).not.toContain('evidence');
    expect(table.row(MINUTE)).not.toContain('1e6');
  });
});
