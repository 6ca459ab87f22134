import { describe, expect, it } from 'vitest';
import { EventSplitProcess } from '../../../core/guard/event-split.ts';
import type { MetricMinutes } from '../../../core/guard/guard-data.ts';
import { evidenceFromBeginning, evidenceWithRestarts } from '../../../core/guard/metric-evidence.ts';
import { tiltsAgainst } from '../../../core/guard/tilts.ts';
import { type Cell, evenGroups, minutesOf, steadyMinutes } from '../../helpers/guard-data.ts';

const CALM = [
  [100, 2],
  [100, 2],
] as const;
const BAD = [
  [100, 4],
  [100, 2],
] as const;

function optionsFor(minutes: MetricMinutes, minimumExposures = 50) {
  const process = new EventSplitProcess(minutes, { tolerance: 1.1, tilts: tiltsAgainst('up') });
  return { process, firstMinute: 0, minimumExposures };
}

function repeated(minute: readonly [Cell, Cell], times: number) {
  return Array.from({ length: times }, () => minute);
}

describe('the evidence of a metric', () => {
  it('of a fault from the beginning is four fifths of the first process', () => {
    const options = optionsFor(steadyMinutes(50, ...BAD));
    const [restarted, first] = [evidenceWithRestarts(options).log, evidenceFromBeginning(options).log];
    expect(Math.exp(restarted)).toBeCloseTo(0.8 * Math.exp(first) + 0.2, 9);
  });

  it('of a fault after ten calm hours comes from a later start', () => {
    const options = optionsFor(minutesOf(...repeated(CALM, 600), ...repeated(BAD, 90)));
    expect(evidenceFromBeginning(options).log).toBeLessThan(0);
    expect(evidenceWithRestarts(options).log).toBeGreaterThan(Math.log(20));
  });

  it('is none before anything was seen', () => {
    expect(evidenceWithRestarts(optionsFor(minutesOf())).log).toBeCloseTo(0, 12);
    const groups = evenGroups(0, [0, 0], [0, 0]);
    expect(evidenceWithRestarts({ ...optionsFor(minutesOf()), groups }).log).toBeCloseTo(0, 12);
  });

  it('waits until both arms have been exposed enough', () => {
    const minutes = steadyMinutes(4, [20, 15], [20, 1]);
    expect(evidenceWithRestarts(optionsFor(minutes, 80))).toMatchObject({ enough: true });
    expect(evidenceWithRestarts(optionsFor(minutes, 80)).log).toBeGreaterThan(3);
    expect(evidenceWithRestarts(optionsFor(minutes, 81))).toMatchObject({ enough: false });
    expect(evidenceWithRestarts(optionsFor(minutes, 81)).log).toBeLessThanOrEqual(1e-12);
  });

  it.each(['candidate', 'control'])('waits until enough users of the %s speak', (arm) => {
    const minutes = steadyMinutes(4, [160, 15], [160, 1]);
    const even = evenGroups(1, [640, 60], [640, 4]);
    const few = {
      exposures: [even.candidate.exposures[0]].map(() => [
        160,
        160,
        160,
        160,
        ...new Array<number>(12).fill(0),
      ]),
      sums: [[15, 15, 15, 15, ...new Array<number>(12).fill(0)]],
    };
    const options = optionsFor(minutes);
    expect(evidenceWithRestarts({ ...options, groups: even })).toMatchObject({ enough: true });
    const lonely = evidenceWithRestarts({ ...options, groups: { ...even, [arm]: few } });
    expect(lonely).toMatchObject({ enough: false, dispersion: { effectiveGroups: 4 } });
    expect(lonely.log).toBeLessThanOrEqual(1e-12);
  });

  it('is tempered by how far groups of users differ', () => {
    const minutes = steadyMinutes(30, [160, 16], [160, 8]);
    const even = evenGroups(1, [4800, 480], [4800, 240]);
    const uneven = { ...even.control, sums: [[120, ...new Array<number>(15).fill(8)]] };
    const options = optionsFor(minutes);
    const wild = evidenceWithRestarts({ ...options, groups: { ...even, control: uneven } });
    const calm = evidenceWithRestarts({ ...options, groups: even });
    expect(wild.dispersion.factor).toBeGreaterThan(2);
    expect(wild.log).toBeLessThan(calm.log / 2);
  });
});
