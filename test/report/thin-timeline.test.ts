import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinTimeline } from '../../report/thin-timeline.ts';

const points = fc
  .array(
    fc.record(
      { percentage: fc.integer({ min: 0, max: 100 }), evidence: fc.integer({ min: 0, max: 1000 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 200 },
  )
  .map((list) => list.map((point, at) => ({ ...point, atMs: at * 60_000 })));

const largest = (list: readonly { readonly evidence?: number }[]) =>
  Math.max(-1, ...list.map(({ evidence = -1 }) => evidence));

describe('a timeline that is thinned out', () => {
  it('has no more points than asked for, in order, from the same start', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 50 }), (all, most) => {
        const thinned = thinTimeline(all, most);
        expect(thinned.length).toBeLessThanOrEqual(most);
        expect(thinned.map(({ atMs }) => atMs)).toEqual(
          thinned.map(({ atMs }) => atMs).sort((a, b) => a - b),
        );
        expect(thinned[0]?.atMs).toBe(all[0]?.atMs);
      }),
    );
  });

  it('never hides the largest evidence, nor the last percentage', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 50 }), (all, most) => {
        const thinned = thinTimeline(all, most);
        expect(largest(thinned)).toBe(largest(all));
        const last = (list: typeof all) => list.findLast(({ percentage }) => percentage !== undefined);
        expect(last([...thinned] as typeof all)?.percentage).toBe(last(all)?.percentage);
      }),
    );
  });

  it('stays as it is where there is room', () => {
    const few = [{ atMs: 0, percentage: 10 }, { atMs: 60_000 }];
    expect(thinTimeline(few)).toBe(few);
  });
});
