import { describe, expect, it } from 'vitest';
import { nextMove, type RampStanding } from '../../../cli/ramp/ramp-move.ts';

const STEPS = [1, 5, 25, 50, 100];

function standing(reached: number, newest: Partial<RampStanding['newest']> = {}, isKilled = false) {
  return { reached, newest: { state: 'complete', percentage: reached, ...newest }, isKilled } as const;
}

function moveAt(...given: Parameters<typeof standing>) {
  return nextMove(STEPS, standing(...given), false);
}

describe('the next move of a ramp', () => {
  it('is the first step when nobody has the candidate, without a judgement', () => {
    expect(moveAt(0)).toEqual({ kind: 'deploy', percentage: 1 });
  });

  it('is to judge the step that is complete before the one after it', () => {
    expect(moveAt(5)).toEqual({ kind: 'judge', percentage: 25 });
  });

  it('is to judge before the next larger step when somebody has set a percentage by hand', () => {
    expect(moveAt(10)).toEqual({ kind: 'judge', percentage: 25 });
  });

  it('is to follow a step that is being deployed, whoever started it', () => {
    expect(moveAt(5, { state: 'in-progress', percentage: 25 })).toEqual({ kind: 'follow' });
  });

  it('gives way to a deployment that is no step of it', () => {
    expect(moveAt(5, { state: 'in-progress' })).toEqual({ kind: 'give-way' });
    expect(moveAt(5, { state: 'in-progress', percentage: 1 })).toEqual({ kind: 'give-way' });
  });

  it('is none when its step was taken back, until somebody says again', () => {
    const taken = standing(5, { state: 'taken-back', percentage: 25 });
    expect(nextMove(STEPS, taken, false)).toEqual({ kind: 'taken-back' });
    expect(nextMove(STEPS, taken, true)).toEqual({ kind: 'judge', percentage: 25 });
  });

  it('passes over a deployment that was taken back and had nothing to do with the candidate', () => {
    expect(moveAt(5, { state: 'taken-back', percentage: 5 })).toEqual({ kind: 'judge', percentage: 25 });
  });

  it('is none when the candidate is killed, even when somebody says again', () => {
    expect(nextMove(STEPS, standing(0, {}, true), true)).toEqual({ kind: 'taken-back' });
  });

  it('is none after the last step', () => {
    expect(moveAt(100)).toEqual({ kind: 'done' });
    expect(nextMove([1, 5], standing(5), false)).toEqual({ kind: 'done' });
  });
});
