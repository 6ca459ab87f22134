import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagDeployment } from '../../../lambda/comparison/flag-deployments.ts';
import { durationOf, type Trial, trialsOf } from '../../../lambda/comparison/trials.ts';
import { aDocument, aFlag, aPercentage, aSplit, parsed } from '../../helpers/flag-documents.ts';

const MINUTE = 60_000;
/** Agents have the new document by then. */
const SETTLED = 5;
const ALWAYS = { fromMs: 0, toMs: 1000 * MINUTE };

/** A deployment of rules of the flag `m`, in minutes, but for what is killed. */
function served(
  rules: readonly object[],
  startMinute: number,
  endMinute?: number,
  killed: readonly string[] = [],
): FlagDeployment {
  return {
    ...{ number: startMinute, version: '1', startedAtMs: startMinute * MINUTE, changes: [] },
    ...{ grownAtMs: startMinute * MINUTE, outcome: 'completed', before: undefined },
    ...(endMinute !== undefined && { endedAtMs: endMinute * MINUTE }),
    document: parsed(aDocument([aFlag({ rules, killed })])),
  };
}

function minutesOf(trials: readonly Trial[]) {
  return trials.map(({ spans }) => spans.map(({ fromMs, toMs }) => [fromMs / MINUTE, toMs / MINUTE]));
}

const TEN = [aPercentage(10)];
const HALF = [aPercentage(50)];

describe('trials', () => {
  it('are none while nothing is in motion', () => {
    expect(trialsOf([served([], 0), served([aPercentage(100)], 10)], ALWAYS)).toEqual([]);
  });

  it('have the shares of their percentage, the default for control', () => {
    const [trial] = trialsOf([served(TEN, 100)], ALWAYS);
    expect(trial).toMatchObject({ flag: 'm', control: 'old', candidates: ['new'] });
    expect([...(trial?.weights ?? [])]).toEqual([
      ['old', 90],
      ['new', 10],
    ]);
  });

  it('have the arms of their split, its control first', () => {
    const [trial] = trialsOf([served([aSplit(['b', 'a', 'c'])], 0)], ALWAYS);
    expect(trial).toMatchObject({ control: 'b', candidates: ['a', 'c'] });
    expect([...(trial?.weights ?? [])].map(([value]) => value)).toEqual(['b', 'a', 'c']);
  });

  it('go on through a deployment that changes something else', () => {
    const trials = trialsOf([served(HALF, 100, 210), served(HALF, 200)], ALWAYS);
    expect(minutesOf(trials)).toEqual([[[100, 1000]]]);
    expect(trials[0]?.deployments).toEqual([100, 200]);
  });

  it('belong to nobody while one share takes the place of another', () => {
    const trials = trialsOf([served(TEN, 100, 220), served(HALF, 200)], ALWAYS);
    expect(minutesOf(trials)).toEqual([[[100, 200]], [[220 + SETTLED, 1000]]]);
  });

  it('go on after a step that was taken back', () => {
    const taken = { ...served(HALF, 200, 230), outcome: 'rolled-back' } as const;
    const trials = trialsOf([served(TEN, 100), taken], ALWAYS);
    expect(minutesOf(trials)).toEqual([
      [
        [100, 200],
        [230 + SETTLED, 1000],
      ],
    ]);
  });

  it('have no shares where gates deal differently', () => {
    const gates = [aPercentage(10, { country: 'NZ' }), { ...aPercentage(50), name: 'rest' }];
    expect(trialsOf([served(gates, 0)], ALWAYS)[0]?.weights).toBeUndefined();
  });

  it('know what rules after the gate may serve to the control', () => {
    const later = { name: 'vip', condition: { plan: 'vip' }, value: 'best' };
    expect(trialsOf([served([...TEN, later], 0)], ALWAYS)[0]?.servedToControl).toEqual(['old', 'best']);
  });

  it('know what any of their deployments may have served to the control', () => {
    const rules = [...TEN, { name: 'vip', condition: { plan: 'vip' }, value: 'best' }];
    const trials = trialsOf([served(rules, 100, 200, ['best']), served(rules, 200)], ALWAYS);
    expect(trials.map(({ servedToControl }) => servedToControl)).toEqual([['old', 'best']]);
  });

  it('are cut off at the ends of the time that is asked for', () => {
    const within = { fromMs: 150 * MINUTE, toMs: 180 * MINUTE };
    expect(minutesOf(trialsOf([served(TEN, 100, 300)], within))).toEqual([[[150, 180]]]);
    expect(trialsOf([served(TEN, 200, 300)], within)).toEqual([]);
  });

  it('leave out what cannot be read', () => {
    expect(trialsOf([{ ...served(TEN, 0), document: undefined }], ALWAYS)).toEqual([]);
  });

  it('never overlap where they are of one flag, and never outlast what was served', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(5, 10, 50), fc.nat(900), fc.nat(90)), { maxLength: 8 });
    fc.assert(
      fc.property(steps, (many) => {
        const deployments = many.map(([share, start, length]) =>
          served([aPercentage(share)], start, start + length),
        );
        const trials = trialsOf(deployments, ALWAYS);
        const spans = trials.flatMap((trial) => trial.spans).toSorted((a, b) => a.fromMs - b.fromMs);
        for (const [at, span] of spans.entries()) {
          expect(span.fromMs).toBeLessThan(span.toMs);
          expect(span.fromMs).toBeGreaterThanOrEqual(spans[at - 1]?.toMs ?? 0);
        }
        const longest = many.reduce((sum, [, , length]) => sum + length, 0) * MINUTE;
        expect(trials.reduce((sum, trial) => sum + durationOf(trial), 0)).toBeLessThanOrEqual(longest);
      }),
    );
  });
});
