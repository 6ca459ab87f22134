import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { LaunchDarklyLog } from '../../../lambda/launchdarkly/launchdarkly-log.ts';
import { VirtualClock } from '../../../local/clock.ts';

const MINUTE_MS = 60_000;

let clock: VirtualClock;
let lines: string[];
let log: LaunchDarklyLog;

beforeEach(() => {
  clock = new VirtualClock(1_000_000);
  lines = [];
  log = new LaunchDarklyLog({ clock, write: (line) => void lines.push(line) });
});

describe('the log of LaunchDarkly', () => {
  it('holds warnings and errors, and nothing else', () => {
    log.warn('a warning');
    log.error(new Error('an error'));
    log.info();
    log.debug('all the data');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'WARN', message: 'launchdarkly: a warning' },
      { level: 'ERROR', message: 'launchdarkly: an error' },
    ]);
  });

  it('says the same once a minute at most', () => {
    for (let second = 0; second < 120; second += 1) {
      log.error('Unknown feature flag "tone"; returning default value');
      clock.advance(1000);
    }
    expect(lines).toHaveLength(2);
  });

  it('does not remember without end what it has said', () => {
    for (let flag = 0; flag < 51; flag += 1) log.error(`flag ${flag}`);
    log.error('flag 0');
    expect(lines).toHaveLength(52);
  });

  it.each(['sdk-12345678-aaaa-bbbb', 'relay/key+of:its own form'])('never holds the key: %s', (key) => {
    log.conceal(key);
    log.error(`invalid header "${key}"`, new Error(`at ${key}, ${key}`));
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(key);
  });

  it('never holds the key, whatever stands around it', () => {
    const key = fc.string({ minLength: 8, unit: 'grapheme-ascii' }).filter((text) => !/["\\]/.test(text));
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'launchdarkly: [sdk key]'.includes(secret));
        const written: string[] = [];
        const fresh = new LaunchDarklyLog({ write: (line) => void written.push(line) });
        fresh.conceal(secret);
        fresh.warn(`${before}${secret}${after}`);
        expect(JSON.parse(written.join()).message).not.toContain(secret);
      }),
    );
  });

  it('takes what looks like a key for one before it is told', () => {
    log.error('got sdk-12345678-aaaa-bbbb-cccc');
    expect(lines.join()).not.toContain('12345678');
  });

  it('is short, whatever it is told', () => {
    log.error('x'.repeat(100_000));
    expect(lines.join().length).toBeLessThan(1000);
  });

  it('takes a warning of another request for no trouble with the data', () => {
    log.warn('Received error 503 for event posting - will retry');
    expect(log.trouble).toBeUndefined();
  });

  it('knows since when there is trouble', () => {
    log.warn('Received I/O error (socket hang up) for streaming request - will retry');
    clock.advance(MINUTE_MS);
    log.warn('Received error 503 for streaming request - will retry');
    expect(log.trouble).toEqual({ sinceMs: 1_000_000, problem: 'flag-source-status', isFinal: false });
  });
});
