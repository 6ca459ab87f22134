import { describe, expect, it } from 'vitest';
import { STAGES } from '../../../config/stages.ts';
import { SYNTH_CHECKS, type SynthCheck } from '../../../lib/safety/synth-check.ts';
import { tableBelow } from '../../docs/markdown.ts';
import { reportedOf } from './findings.ts';
import { PROVOCATIONS } from './provocations.ts';
import { aWholeStage } from './trees.ts';

const ROWS = tableBelow('docs/synth-checks.md', 'check', 'level', 'when', 'message', 'fix');
const CHECKS = Object.keys(SYNTH_CHECKS) as SynthCheck[];

/** A message of the table, in which … stands for anything. */
function asPattern(message: string): RegExp {
  const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

describe('the table of checks', () => {
  it('has a row for every check, and for no other', () => {
    expect(ROWS.map(([check]) => check)).toEqual(CHECKS.map((check) => `\`${check}\``));
  });

  it.each(CHECKS)('tells the level and the message of %s as they are', (check) => {
    const [, level = '', , message = ''] = ROWS.find(([id]) => id === `\`${check}\``) ?? [];
    const [reported] = reportedOf(PROVOCATIONS[check]).filter(({ id }) => id === check);
    expect(reported).toMatchObject({ level });
    expect(reported?.message).toMatch(asPattern(message));
  });

  it('says in every row when the check speaks and what to do', () => {
    for (const [, , when, , fix] of ROWS) expect([when, fix]).not.toContain('');
  });
});

describe('a check', () => {
  it.each(CHECKS)('is the only one to speak, and names where: %s', (check) => {
    const reported = reportedOf(PROVOCATIONS[check]);
    expect(new Set(reported.map(({ id }) => id))).toEqual(new Set([check]));
    for (const { path } of reported) expect(path).toMatch(/^Shop\/(Stack\/|model-rollout-prod)/);
  });

  it('names the stage of whatever it finds', () => {
    const hasty = { rollout: { growthPercent: 0, durationMinutes: 40, bakeMinutes: 20 } };
    expect(reportedOf((stack) => void aWholeStage(stack, hasty))).toMatchObject([
      { id: 'strategy-out-of-range', path: 'Shop/model-rollout-prod/ModelFlags' },
    ]);
  });

  it.each(Object.values(STAGES))('has nothing against $stage as it ships', (stage) => {
    expect(reportedOf((empty) => void aWholeStage(empty, stage))).toEqual([]);
  });
});
