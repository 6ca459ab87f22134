import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GrowthPlan, growthSteps } from '../../../local/appconfig/growth.ts';
import { MINUTE } from './scene.ts';

const FIRST_STEPS = ['after-one-step', 'at-start', 'spread'] as const;

function linear(factor: number, minutes: number): GrowthPlan {
  return { type: 'LINEAR', factor, durationMs: minutes * MINUTE };
}

function inMinutes(plan: GrowthPlan, firstStep: (typeof FIRST_STEPS)[number]): string {
  return growthSteps(plan, firstStep)
    .map(({ afterMs, percentage }) => `${afterMs / MINUTE}:${percentage}`)
    .join(' ');
}

describe('linear growth', () => {
  it('follows the table of the user guide when the first step comes after one interval', () => {
    expect(inMinutes(linear(20, 600), 'after-one-step')).toBe('120:20 240:40 360:60 480:80 600:100');
  });

  it('reaches the first targets at once when the first step comes at the start', () => {
    expect(inMinutes(linear(20, 600), 'at-start')).toBe('0:20 120:40 240:60 360:80 480:100');
  });

  it('keeps the intervals of the event log AWS printed when the steps are spread', () => {
    expect(inMinutes(linear(25, 15), 'spread')).toBe('3:25 6:50 9:75 12:100');
  });

  it('ends with a smaller step when the factor does not divide a hundred', () => {
    expect(inMinutes(linear(30, 10), 'after-one-step')).toBe('3:30 6:60 9:90 10:100');
  });

  it('makes three steps of a third each, without a fourth for the rounding error', () => {
    expect(growthSteps(linear(100 / 3, 30), 'after-one-step')).toHaveLength(3);
  });
});

describe('exponential growth', () => {
  it('doubles the percentage with each step and evens out the time', () => {
    const plan: GrowthPlan = { type: 'EXPONENTIAL', factor: 10, durationMs: 20 * MINUTE };
    expect(inMinutes(plan, 'after-one-step')).toBe('4:10 8:20 12:40 16:80 20:100');
  });
});

describe('any growth', () => {
  const plans = fc.record({
    type: fc.constantFrom('LINEAR' as const, 'EXPONENTIAL' as const),
    factor: fc.double({ min: 1, max: 100, noNaN: true }),
    durationMs: fc.integer({ min: 0, max: 1440 }).map((minutes) => minutes * MINUTE),
  });

  it('rises with every step to all targets, within the duration', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...FIRST_STEPS), (plan, firstStep) => {
        const steps = growthSteps(plan, firstStep);
        expect(steps.at(-1)?.percentage).toBe(100);
        expect(steps.at(-1)?.afterMs).toBeLessThanOrEqual(plan.durationMs);
        steps.reduce((before, step) => {
          expect(step.percentage).toBeGreaterThan(before.percentage);
          expect(step.afterMs).toBeGreaterThanOrEqual(before.afterMs);
          return step;
        });
      }),
    );
  });

  it('reaches everybody in one step when the strategy has no duration', () => {
    for (const firstStep of FIRST_STEPS) expect(inMinutes(linear(10, 0), firstStep)).toBe('0:100');
  });
});
