import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENCE_MINUTES, type ServedValue, servedTrial } from '../../../lambda/guard/served-trial.ts';

const SETTLE = 5;
const DAY = ABSENCE_MINUTES;
const SIGHT = 2 * DAY;

/** From which minute until before which, and every how many minutes. */
type Stretch = readonly [from: number, to: number, every?: number];

/** A value that was served one candidate in each of these minutes; sight ends after `end` of them. */
function served(value: string, stretches: readonly Stretch[], flag = 'm', end = SIGHT): ServedValue {
  const minutes = new Float64Array(end);
  for (const [from, to, every = 1] of stretches) {
    for (let at = from; at < Math.min(to, end); at += every) minutes[at] = 1;
  }
  return { flag, value, minutes };
}

function trialOf(values: readonly ServedValue[], from = 0) {
  return servedTrial(values, { from, settle: SETTLE });
}

describe('a trial', () => {
  it('begins with the first minute in which its candidate is served', () => {
    const trial = trialOf([served('new', [[DAY + 100, SIGHT]]), served('other', [])]);
    expect(trial).toEqual({ kind: 'one', flag: 'm', candidates: ['new'], since: DAY + 100 });
  });

  it('goes on over a night in which nobody asks, and begins anew after a day', () => {
    const night = trialOf([
      served('new', [
        [DAY, DAY + 60],
        [SIGHT - 30, SIGHT],
      ]),
    ]);
    expect(night).toMatchObject({ since: DAY });
    const day = trialOf([
      served('new', [
        [10, 60],
        [DAY + 58, SIGHT],
      ]),
    ]);
    expect(day).toMatchObject({ kind: 'nothing' });
    expect(
      trialOf([
        served('new', [
          [10, 60],
          [DAY + 59, SIGHT],
        ]),
      ]),
    ).toMatchObject({ since: DAY + 59 });
  });

  it('is none that has been going on for longer than is looked back', () => {
    expect(trialOf([served('new', [[0, SIGHT, 30]])])).toEqual({ kind: 'nothing' });
  });

  it('begins anew where the document was deployed, with what is served from then on', () => {
    const values = [served('new', [[0, SIGHT]]), served('killed', [[DAY, DAY + 50]])];
    expect(trialOf(values, DAY + 90)).toEqual({
      ...{ kind: 'one', flag: 'm', candidates: ['new'], since: DAY + 90 },
    });
  });

  it('of the next candidate begins when nobody sees the last one any more', () => {
    const values = [served('old', [[DAY, SIGHT - 100]]), served('new', [[SIGHT - 100, SIGHT]])];
    expect(trialOf(values)).toMatchObject({ candidates: ['new'], since: SIGHT - 100 + SETTLE });
    const lingering = [served('old', [[DAY, SIGHT - 90]]), served('new', [[SIGHT - 100, SIGHT]])];
    expect(trialOf(lingering)).toMatchObject({ candidates: ['new'], since: SIGHT - 90 + SETTLE });
  });

  it('of several arms begins with the one that joined last', () => {
    const values = [served('a', [[DAY, SIGHT]]), served('b', [[DAY + 200, SIGHT]])];
    const since = DAY + 200 + SETTLE;
    expect(trialOf(values)).toEqual({ kind: 'one', flag: 'm', candidates: ['a', 'b'], since });
  });

  it('that has ended is none ten minutes later', () => {
    expect(trialOf([served('new', [[DAY, SIGHT - 9]])])).toMatchObject({ kind: 'one' });
    expect(trialOf([served('new', [[DAY, SIGHT - 10]])])).toEqual({ kind: 'nothing' });
  });

  it('is none when several flags are tried out at the same time', () => {
    const values = [served('new', [[DAY, SIGHT]]), served('json', [[DAY, SIGHT]], 'format')];
    expect(trialOf(values)).toEqual({ kind: 'several', flags: ['m', 'format'] });
  });

  it('has no candidates that the document does not list, and is one all the same', () => {
    const unlisted = { ...served('', [[DAY, SIGHT]]), value: undefined };
    expect(trialOf([unlisted])).toMatchObject({ kind: 'one', candidates: [] });
  });

  it('has one beginning also with an arm that is seldom served, once it has come back', () => {
    const end = SIGHT + DAY;
    const beginnings = new Set<unknown>();
    for (let now = SIGHT + 91; now < end; now += 1) {
      const values = [served('new', [[SIGHT, end]], 'm', now), served('rare', [[SIGHT, end, 90]], 'm', now)];
      const trial = trialOf(values);
      beginnings.add(trial.kind === 'one' ? trial.since : trial.kind);
    }
    expect([...beginnings]).toEqual([SIGHT]);
  });

  it('has one beginning, whenever it is looked at', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: DAY - 1 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.nat(DAY), (between, watched) => {
        const begun = 2 * DAY;
        let at = begun;
        const minutes = new Float64Array(4 * DAY);
        for (const gap of [0, ...between]) {
          at += gap;
          if (at < minutes.length) minutes[at] = 1;
        }
        // Sight reaches a day beyond what is watched, and the look is made just after somebody was served.
        const last = minutes.subarray(0, begun + watched + 1).lastIndexOf(1);
        const seen = minutes.subarray(last - 2 * DAY + 1, last + 1);
        const trial = trialOf([{ flag: 'm', value: 'new', minutes: seen }]);
        expect(trial).toMatchObject({ since: begun - (last - 2 * DAY + 1) });
      }),
    );
  });
});
