import { describe, expect, it } from 'vitest';
import { dispersionOf, groupsFromEachHour, splitDispersion } from '../../../core/guard/dispersion.ts';
import { EventSplitProcess } from '../../../core/guard/event-split.ts';
import type { ArmGroups, MetricData, MetricGroups } from '../../../core/guard/guard-data.ts';
import { tiltsAgainst } from '../../../core/guard/tilts.ts';
import { Random } from '../../../local/random.ts';
import { drawUsers, evenGroups, steadyMinutes } from '../../helpers/guard-data.ts';

const GROUPS = 16;

function totalsOf({ minutes }: MetricData) {
  const process = new EventSplitProcess(minutes, { tolerance: 1, tilts: tiltsAgainst('up') });
  return process.totals(0, process.minutes);
}

function measured(data: MetricData & { readonly groups: MetricGroups }) {
  return dispersionOf(data.groups, totalsOf(data));
}

function withGroups(data: MetricData): MetricData & { readonly groups: MetricGroups } {
  if (!data.groups) throw new Error('drawn without groups');
  return { ...data, groups: data.groups };
}

function hoursFrom(hour: number, { candidate, control }: MetricGroups): MetricGroups {
  const from = ({ exposures, sums }: ArmGroups) => ({
    exposures: exposures.slice(hour),
    sums: sums.slice(hour),
  });
  return { candidate: from(candidate), control: from(control) };
}

/** All of the candidate's errors from one group. */
function oneWildUser(): MetricData & { readonly groups: MetricGroups } {
  const groups = evenGroups(1, [1600, 0], [1600, 160]);
  const sums = [Array.from({ length: GROUPS }, (_, group) => (group === 3 ? 100 : 0))];
  return {
    minutes: steadyMinutes(10, [160, 10], [160, 16]),
    groups: { ...groups, candidate: { ...groups.candidate, sums } },
  };
}

describe('dispersion', () => {
  it('is one where groups differ less than chance would make them', () => {
    const data = {
      minutes: steadyMinutes(10, [160, 16], [160, 16]),
      groups: evenGroups(1, [1600, 160], [1600, 160]),
    };
    expect(measured(data)).toEqual({ factor: 1, effectiveGroups: GROUPS });
  });

  it('does not take a difference between the arms for one between users', () => {
    const data = {
      minutes: steadyMinutes(10, [160, 80], [160, 16]),
      groups: evenGroups(1, [1600, 800], [1600, 160]),
    };
    expect(measured(data).factor).toBe(1);
  });

  it('is near one for requests that know nothing of each other', () => {
    const random = new Random(11);
    const factors = Array.from({ length: 40 }, () => {
      const users = { users: 20_000, spread: 0, requestsPerMinute: 300, share: 0.5, rate: 0.05, minutes: 20 };
      return measured(withGroups(drawUsers(random, users))).factor;
    });
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    expect(mean).toBeGreaterThan(1);
    expect(mean).toBeLessThan(1.4);
  });

  it('grows with how often the same users come again', () => {
    const factor = (minutes: number) =>
      measured(
        withGroups(
          drawUsers(new Random(5), {
            users: 300,
            spread: 1.5,
            requestsPerMinute: 600,
            share: 0.5,
            rate: 0.05,
            minutes,
          }),
        ),
      ).factor;
    expect(factor(10)).toBeGreaterThan(1.5);
    expect(factor(100)).toBeGreaterThan(3 * factor(10));
  });

  it('is as large as one wild user among the candidate’s makes it', () => {
    expect(measured(oneWildUser()).factor).toBeGreaterThan(20);
  });

  it('is as large as one wild user among the control’s makes it, however small the control', () => {
    const { minutes, groups } = oneWildUser();
    const data = {
      minutes: { candidate: minutes.control, control: minutes.candidate },
      groups: { candidate: groups.control, control: groups.candidate },
    };
    expect(measured(data).factor).toBeGreaterThan(20);
  });

  it('is at least that of a candidate who has nearly all users, where the control has too few errors to tell', () => {
    const wild = oneWildUser().groups.candidate;
    const calm = evenGroups(1, [0, 0], [16, 1.6]).control;
    const data = {
      minutes: steadyMinutes(10, [160, 10], [1.6, 0.16]),
      groups: { candidate: wild, control: calm },
    };
    expect(measured(data).factor).toBeGreaterThan(80);
  });

  it('leaves out the hours before a process began', () => {
    const wild = oneWildUser();
    const even = evenGroups(1, [1600, 160], [1600, 160]);
    const both = (arm: 'candidate' | 'control') => ({
      exposures: [...wild.groups[arm].exposures, ...even[arm].exposures],
      sums: [...wild.groups[arm].sums, ...even[arm].sums],
    });
    const groups = { candidate: both('candidate'), control: both('control') };
    const factors = groupsFromEachHour(groups).map((from) => dispersionOf(from, totalsOf(wild)).factor);
    expect(factors[1]).toBe(1);
    expect(factors[0]).toBeGreaterThan(5);
  });

  it('is the same from an hour on whether the hours are added up before or not', () => {
    const users = { users: 60, spread: 1, requestsPerMinute: 40, share: 0.5, rate: 0.1, minutes: 240 };
    const drawn = withGroups(drawUsers(new Random(3), users));
    const totals = totalsOf(drawn);
    const added = groupsFromEachHour(drawn.groups);
    const hours = Array.from({ length: 5 }, (_, hour) => hour);
    expect(added.map((groups) => dispersionOf(groups, totals))).toEqual(
      hours.map((hour) => dispersionOf(hoursFrom(hour, drawn.groups), totals)),
    );
    expect(added.at(0)?.control.sums.length).toBe(1);
  });

  it.each(['candidate', 'control'])('says how few groups the exposures of the %s are worth', (arm) => {
    const groups = evenGroups(1, [1600, 160], [1600, 160]);
    const few = [Array.from({ length: GROUPS }, (_, group) => (group < 4 ? 400 : 0))];
    const sums = [Array.from({ length: GROUPS }, (_, group) => (group < 4 ? 40 : 0))];
    const data = {
      minutes: steadyMinutes(10, [160, 16], [160, 16]),
      groups: { ...groups, [arm]: { exposures: few, sums } },
    };
    expect(measured(data).effectiveGroups).toBeCloseTo(4, 9);
  });

  it('knows nothing of arms without exposures or with one group', () => {
    const nobody = { minutes: steadyMinutes(1, [0, 0], [0, 0]), groups: evenGroups(0, [0, 0], [0, 0]) };
    expect(measured(nobody)).toEqual({ factor: 1, effectiveGroups: 0 });
    const one = { exposures: [[50]], sums: [[5]] };
    const lonely = { minutes: steadyMinutes(1, [50, 5], [50, 5]), groups: { candidate: one, control: one } };
    expect(measured(lonely)).toEqual({ factor: 1, effectiveGroups: 1 });
  });
});

describe('the dispersion of the split', () => {
  it('is one where every group is split alike', () => {
    expect(splitDispersion(evenGroups(2, [800, 0], [3200, 0]))).toBe(1);
  });

  it('is large where whole groups fall to one arm', () => {
    const only = (from: number) => [
      Array.from({ length: GROUPS }, (_, group) => (group % 2 === from ? 500 : 0)),
    ];
    const groups = {
      candidate: { exposures: only(0), sums: only(0) },
      control: { exposures: only(1), sums: only(1) },
    };
    expect(splitDispersion(groups)).toBeGreaterThan(400);
  });

  it('shows a heavy user of the control while the candidate has none', () => {
    const heavy = Array.from({ length: GROUPS }, (_, group) => (group === 3 ? 2400 : 99));
    const few = new Array<number>(GROUPS).fill(1);
    const arm = (counts: readonly number[]) => ({ exposures: [counts], sums: [counts] });
    const groups = { candidate: arm(few), control: arm(heavy) };
    expect(splitDispersion(groups)).toBeGreaterThan(1000);
  });

  it('is one before anybody came', () => {
    expect(splitDispersion(evenGroups(1, [0, 0], [0, 0]))).toBe(1);
  });
});
