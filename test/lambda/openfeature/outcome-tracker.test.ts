import { describe, expect, it } from 'vitest';
import { ARM_DIMENSION_SETS, OUTCOME_DIMENSION_SET } from '../../../lambda/metric-names.ts';
import { OutcomeTracker, type OutcomeTrackerOptions } from '../../../lambda/openfeature/outcome-tracker.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aProvider, usersOf } from './builders.ts';

const FLAGS = aDocument([aFlag({ flag: 'other' }), aFlag({ rules: [aPercentage(50)] })]);
const USERS = usersOf(FLAGS);
const PLACE = { service: 'assistant', stage: 'prod' };

/** A client that tracks, and the lines that come of it once all are written. */
function aTracked(more: Partial<OutcomeTrackerOptions> = {}) {
  const lines: string[] = [];
  const emit = (line: string) => lines.push(line);
  const scene = aProvider({ served: FLAGS, outcomes: { ...PLACE, emit, ...more } });
  const written = async () => {
    await scene.provider.onClose();
    return lines.map((line) => JSON.parse(line));
  };
  return { ...scene, written };
}

describe('tracking', () => {
  it('counts an outcome for the side that the unit is on', async () => {
    const { client, clock, written } = aTracked();
    const startedMs = clock.now();
    client.track('task_completed', { targetingKey: USERS.candidate }, { value: 1 });
    client.track('task_completed', { targetingKey: USERS.control }, { value: 0 });
    clock.advance(5000);
    const [candidate, control, ...rest] = await written();
    expect(rest).toEqual([]);
    expect(candidate).toMatchObject({
      Outcome: 1,
      OutcomeName: 'task_completed',
      Role: 'candidate',
      ...{ Service: 'assistant', Environment: 'prod' },
    });
    expect(control).toMatchObject({ Outcome: 0, Role: 'control' });
    expect(candidate._aws).toMatchObject({
      Timestamp: startedMs,
      CloudWatchMetrics: [{ Dimensions: [OUTCOME_DIMENSION_SET] }],
    });
  });

  it('counts an outcome for its arm where arms are compared', async () => {
    const { client, written } = aTracked({ comparisons: 'requests' });
    client.track('task_completed', { targetingKey: USERS.candidate }, { value: 0.5 });
    const [{ _aws, ...line }] = await written();
    expect(line).toMatchObject({ Flag: expect.any(String), Value: expect.any(String), OutcomeSquared: 0.25 });
    expect(_aws.CloudWatchMetrics).toContainEqual(
      expect.objectContaining({ Dimensions: [ARM_DIMENSION_SETS.outcome] }),
    );
  });

  it('counts nothing for a unit in no comparison', async () => {
    const { client, written } = aTracked();
    client.track('task_completed', {}, { value: 1 });
    expect(await written()).toEqual([]);
  });

  it.each([
    ['is missing', {}, 'has no value'],
    ['is above one', { value: 1.5 }, 'has the value 1.5'],
    ['is negative', { value: -1 }, 'has the value -1'],
    ['is no number at all', { value: 'canary-value' as never }, 'has no value'],
    ['is not a number', { value: Number.NaN }, 'has the value NaN'],
  ])(
    'refuses an outcome whose value %s by one line, without a word of the user',
    async (_what, details, found) => {
      const { client, written } = aTracked();
      client.track('task_completed', { targetingKey: USERS.candidate, email: 'canary@example.com' }, details);
      const lines = await written();
      const message = `the outcome task_completed ${found}, allowed is 0 to 1; scale it before it is tracked`;
      expect(lines).toEqual([{ level: 'WARN', message }]);
    },
  );

  it('refuses an outcome that is not declared, where it is said which are', async () => {
    const { client, written } = aTracked({ declared: ['task_completed'] });
    client.track('constructor', { targetingKey: USERS.candidate }, { value: 1 });
    client.track('task_completed', { targetingKey: USERS.candidate }, { value: 1 });
    const message = 'the outcome constructor is not declared; declare it, or correct its name';
    const [refused, counted] = await written();
    expect(refused).toEqual({ level: 'WARN', message });
    expect(counted).toMatchObject({ OutcomeName: 'task_completed', Role: 'candidate' });
  });

  it('does nothing where the provider was not told where outcomes count', async () => {
    const { client, provider } = aProvider({ served: FLAGS });
    client.track('task_completed', { targetingKey: USERS.candidate }, { value: 1 });
    expect(await provider.onClose()).toBeUndefined();
  });

  it('waits for a writer that takes its time, and outlives one that fails in the end', async () => {
    const lines: string[] = [];
    const emit = async (line: string) => {
      await Promise.resolve();
      lines.push(line);
      throw new Error('the pipe is closed');
    };
    const tracker = new OutcomeTracker({ ...PLACE, emit });
    tracker.track('task_completed', { value: 1 }, async () => ({ role: 'control' }));
    await tracker.flush();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ Outcome: 1 }, { level: 'WARN' }]);
  });

  it('never throws: neither when a side cannot be found nor when nothing can be written', async () => {
    const lines: string[] = [];
    const failing = () => Promise.reject(new TypeError('canary-user'));
    const tracker = new OutcomeTracker({ ...PLACE, emit: (line) => lines.push(line) });
    tracker.track('task_completed', { value: 1 }, failing);
    await tracker.flush();
    expect(lines).toEqual([
      '{"level":"WARN","message":"the outcome task_completed could not be counted: TypeError"}',
    ]);
    tracker.track(undefined as never, { value: 7 }, failing);
    await tracker.flush();
    expect(lines.at(-1)).toContain('the outcome undefined has the value 7');
    const mute = new OutcomeTracker({ ...PLACE, emit: () => expect.fail('stdout is closed') });
    mute.track('task_completed', { value: 1 }, async () => ({ role: 'control' }));
    expect(await mute.flush()).toBeUndefined();
  });
});
