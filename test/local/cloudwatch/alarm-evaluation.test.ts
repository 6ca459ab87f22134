import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmRule,
  evaluateAlarm,
  type MissingDataTreatment,
} from '../../../local/cloudwatch/alarm-evaluation.ts';

const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

function rule(treatMissingData: MissingDataTreatment, datapointsToAlarm: number): AlarmRule {
  return { evaluationPeriods: 3, datapointsToAlarm, treatMissingData, breaches: (value) => value > 0 };
}

/** `0` within the threshold, `X` breaching, `-` missing; oldest first, as the user guide writes them. */
function range(text: string): (number | undefined)[] {
  return text.split(' ').map((mark) => ({ '0': 0, X: 1 })[mark]);
}

const OK = 'OK';
const ALARM = 'ALARM';
const NONE = 'INSUFFICIENT_DATA';

/** The state that the alarm happens to be in when it keeps it. */
const KEEP = 'keep';

// BEHAVIOUR C20
// CloudWatch's user guide, "Configuring how alarms treat missing data": both tables, and the further rows of the
// table's earlier edition, which the newer one does not contradict.
describe.each([
  [3, '0 - X - X', OK, OK, OK, OK],
  [3, '0 - - - -', OK, OK, OK, OK],
  [3, '- - - - -', NONE, KEEP, ALARM, OK],
  [3, '0 X X - X', ALARM, ALARM, ALARM, ALARM],
  [3, '- - X - -', ALARM, KEEP, ALARM, OK],
  [3, '- - - - X', NONE, KEEP, ALARM, OK],
  [3, 'X - - - -', ALARM, KEEP, ALARM, OK],
  [2, '0 - X - X', ALARM, ALARM, ALARM, ALARM],
  [2, '0 0 X 0 X', ALARM, ALARM, ALARM, ALARM],
  [2, '0 - X - -', OK, OK, ALARM, OK],
  [2, '- - - - 0', OK, OK, ALARM, OK],
  [2, '- - - X -', ALARM, KEEP, ALARM, OK],
  [2, '- - - - X', NONE, KEEP, ALARM, OK],
])('%i of three breaching, datapoints %s', (toAlarm, datapoints, ...expected) => {
  it.each(TREATMENTS.map((treatment, index) => [treatment, expected[index]] as const))(
    'treated as %s gives %s',
    (treatment, state) => {
      for (const current of [OK, ALARM, NONE] as const) {
        const wanted = state === KEEP ? current : state;
        expect(evaluateAlarm(rule(treatment, toAlarm), range(datapoints), current)).toBe(wanted);
      }
    },
  );
});

describe('evaluateAlarm', () => {
  const datapoint = fc.constantFrom(0, 1, undefined);
  const datapoints = fc.array(datapoint, { minLength: 5, maxLength: 5 });
  const current = fc.constantFrom<'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>(OK, ALARM, NONE);
  const toAlarm = fc.integer({ min: 1, max: 3 });

  it('does not depend on the treatment when enough datapoints are real', () => {
    const enough = datapoints.filter((points) => points.filter((point) => point !== undefined).length >= 3);
    fc.assert(
      fc.property(enough, toAlarm, current, (points, m, state) => {
        const states = TREATMENTS.map((treatment) => evaluateAlarm(rule(treatment, m), points, state));
        expect(new Set(states).size).toBe(1);
      }),
    );
  });

  it('never lacks data when missing data are breaching or not breaching', () => {
    fc.assert(
      fc.property(datapoints, toAlarm, current, (points, m, state) => {
        expect(evaluateAlarm(rule('breaching', m), points, state)).not.toBe(NONE);
        expect(evaluateAlarm(rule('notBreaching', m), points, state)).not.toBe(NONE);
      }),
    );
  });

  it('fires for breaching missing data whenever it fires for missing data that are not', () => {
    fc.assert(
      fc.property(datapoints, toAlarm, current, (points, m, state) => {
        if (evaluateAlarm(rule('notBreaching', m), points, state) !== ALARM) return;
        expect(evaluateAlarm(rule('breaching', m), points, state)).toBe(ALARM);
      }),
    );
  });
});
