import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import {
  DEFAULT_EVENT_LIMITS,
  type DeliveryOutcome,
  type EventLimits,
  EventQueue,
  type GivenUp,
} from '../../../local/lambda/event-queue.ts';
import { MINUTE } from './builders.ts';

const HOUR = 60 * MINUTE;

/** A queue whose deliveries end as told, the last way for ever, and when they were tried: minutes. */
class QueueScene {
  readonly clock = new VirtualClock(0);
  readonly triedAt: number[] = [];
  readonly givenUp: GivenUp[] = [];
  readonly queue: EventQueue;

  constructor(outcomes: readonly DeliveryOutcome[], limits: Partial<EventLimits> = {}) {
    this.queue = new EventQueue({
      clock: this.clock,
      deliver: async () => {
        this.triedAt.push(this.clock.now() / MINUTE);
        return outcomes[Math.min(this.triedAt.length, outcomes.length) - 1] ?? 'done';
      },
      limits: () => ({ ...DEFAULT_EVENT_LIMITS, ...limits }),
      givenUp: (event) => void this.givenUp.push(event),
    });
  }

  /** Accepts one event and lets time pass in steps. */
  async live({ forMs, stepMs = 1000 }: { readonly forMs: number; readonly stepMs?: number }): Promise<void> {
    this.queue.accept('{}');
    for (const endMs = this.clock.now() + forMs; this.clock.now() < endMs; ) {
      await new Promise(setImmediate);
      this.clock.advance(stepMs);
      this.queue.tick();
    }
  }
}

describe('an event', () => {
  it('is tried once when that goes well', async () => {
    const scene = new QueueScene(['done']);
    await scene.live({ forMs: HOUR, stepMs: MINUTE });
    expect(scene.triedAt).toEqual([0]);
    expect(scene.givenUp).toEqual([]);
  });

  it('is tried again after one minute and after two more, and then no more', async () => {
    const scene = new QueueScene(['failed']);
    await scene.live({ forMs: HOUR, stepMs: MINUTE });
    expect(scene.triedAt).toEqual([0, 1, 3]);
    expect(scene.givenUp).toEqual([{ payload: '{}', attempts: 3, isOld: false }]);
  });

  it('is tried as often as its function wants', async () => {
    const scene = new QueueScene(['failed'], { maximumRetryAttempts: 1 });
    await scene.live({ forMs: HOUR, stepMs: MINUTE });
    expect(scene.triedAt).toEqual([0, 1]);
  });

  it('is not tried when it would be too old', async () => {
    const scene = new QueueScene(['failed'], { maximumAgeMs: 2 * MINUTE });
    await scene.live({ forMs: HOUR, stepMs: MINUTE });
    expect(scene.triedAt).toEqual([0, 1]);
    expect(scene.givenUp).toEqual([{ payload: '{}', attempts: 2, isOld: true }]);
  });

  it('that is throttled waits longer each time, and has not been tried', async () => {
    const scene = new QueueScene(['throttled', 'throttled', 'throttled', 'failed', 'failed', 'done']);
    await scene.live({ forMs: 10 * MINUTE });
    const seconds = scene.triedAt.map((minutes) => Math.round(minutes * 60));
    expect(seconds).toEqual([0, 1, 3, 7, 67, 187]);
  });

  it('that is always throttled is tried every five minutes in the end, until it is too old', async () => {
    const scene = new QueueScene(['throttled'], { maximumAgeMs: HOUR });
    await scene.live({ forMs: 2 * HOUR, stepMs: 10_000 });
    const [beforeLast = 0, last = 0] = scene.triedAt.slice(-2);
    expect(last - beforeLast).toBeGreaterThanOrEqual(5);
    expect(last - beforeLast).toBeLessThan(5.5);
    expect(last).toBeLessThanOrEqual(60);
  });

  it('is forgotten when the queue is cleared', async () => {
    const scene = new QueueScene(['failed']);
    scene.queue.accept('{}');
    await new Promise(setImmediate);
    scene.queue.clear();
    scene.clock.advance(HOUR);
    scene.queue.tick();
    expect(scene.triedAt).toEqual([0]);
  });

  it('never fails more often than allowed, whatever happens', async () => {
    const outcome = fc.constantFrom<DeliveryOutcome>('done', 'failed', 'throttled');
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.nat(2),
        async (outcomes, most) => {
          const scene = new QueueScene([...outcomes, 'done'], { maximumRetryAttempts: most });
          await scene.live({ forMs: HOUR, stepMs: MINUTE });
          const met = [...outcomes, 'done'].slice(0, scene.triedAt.length);
          expect(met.filter((one) => one === 'failed').length).toBeLessThanOrEqual(most + 1);
          expect(met.slice(0, -1)).not.toContain('done');
        },
      ),
      { numRuns: 50 },
    );
  });
});
