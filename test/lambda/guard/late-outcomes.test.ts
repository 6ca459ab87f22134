import { describe, expect, it } from 'vitest';
import { parseOutcomes } from '../../../core/outcomes/parse-outcomes.ts';
import type { CountOnce } from '../../../lambda/outcomes/count-once.ts';
import { createOutcomesHandler } from '../../../lambda/outcomes/create-outcomes-handler.ts';
import { type ExposureToken, signToken } from '../../../lambda/outcomes/exposure-token.ts';
import { aDocument, aFlag, aPercentage } from '../../helpers/flag-documents.ts';
import { aGuard, GuardedScene, NAMES, ramp } from './guarded-scene.ts';

const DAY_MS = 86_400_000;
const KEY = 'k'.repeat(40);
const GUARD = aGuard({
  guardrails: [{ metric: 'outcome:task_completed', direction: 'down', tolerance: 0.97 }],
  independence: 'requests',
});

/** Counts whatever it is given: what was sent twice is not the matter here. */
const COUNTING: CountOnce = {
  begin: () => {},
  once: async (_, count) => count().then(() => 'counted'),
};

type Arm = Pick<ExposureToken, 'flag' | 'role' | 'value'>;

/** Outcomes that come in within a minute, and how many of five are good. */
interface Arriving {
  readonly tokens: readonly string[];
  readonly good: number;
}

/** A guard whose only guardrail is an outcome, and the door that outcomes come in by. */
class LateScene extends GuardedScene {
  readonly #send = this.#door();
  #answers = 0;

  constructor() {
    super(GUARD);
  }

  /** Tokens of answers that are given now. */
  answers(count: number, arm: Arm): string[] {
    const common = { ...arm, documentVersion: '1', bucketGroup: undefined, issuedAtMs: this.clock.now() };
    return Array.from({ length: count }, () => {
      this.#answers += 1;
      return signToken({ ...common, id: `answer-${this.#answers}` }, KEY) ?? '';
    });
  }

  /** Sends outcomes to the door, then the minute is over; resolves to what the guard tells AppConfig. */
  async minuteOf(arriving: readonly Arriving[]): Promise<string> {
    const outcomes = arriving.flatMap(({ tokens, good }) =>
      tokens.map((token, at) => ({ token, outcome: 'task_completed', value: at % 5 < good ? 1 : 0 })),
    );
    const reply = await this.#send({ outcomes }, { getRemainingTimeInMillis: () => 30_000 });
    expect(reply?.statusCode).toBe(200);
    await this.after(1);
    return (await (await this.handler())(this.tickEvent())).Directive;
  }

  #door() {
    const declared = parseOutcomes({ task_completed: { direction: 'up' } });
    if (!declared.ok) throw new Error(declared.problems.join());
    return createOutcomesHandler({
      settings: { ...NAMES, declared: declared.value, lifetimeMs: 30 * DAY_MS, guard: GUARD },
      keys: { get: async () => ({ signing: KEY, verifying: [KEY], isFresh: true }) },
      counting: COUNTING,
      clock: this.clock,
      emit: (line) => this.cloudWatch.ingestLog(line),
    });
  }
}

interface Story {
  /** What was rolled back. */
  readonly first: object;
  /** Whose outcomes come late, and how many of five are good. */
  readonly late: Arm;
  readonly lateGood: number;
  readonly next: object;
  readonly candidate: Arm;
  /** Of its own outcomes, and of the control's. */
  readonly candidateGood: number;
  readonly controlGood: number;
}

/** The next rollout, during which outcomes of the one before keep coming in, twice as many as its own; what the guard said. */
async function told(story: Story): Promise<readonly string[]> {
  const scene = new LateScene();
  await scene.deploy(story.first);
  const late = scene.answers(1000, story.late);
  await scene.after(5);
  await scene.stop(1);
  await scene.after(10);
  await scene.deploy(story.next);
  const directives = new Set<string>();
  const { candidate } = story;
  for (let minute = 0; minute < 20; minute += 1) {
    const directive = await scene.minuteOf([
      { tokens: scene.answers(25, candidate), good: story.candidateGood },
      { tokens: scene.answers(25, { ...candidate, role: 'control', value: 'old' }), good: story.controlGood },
      { tokens: late.splice(0, 50), good: story.lateGood },
    ]);
    directives.add(directive);
  }
  return [...directives];
}

const OTHER_FLAG = aDocument([aFlag(), aFlag({ flag: 'n', rules: [aPercentage(50)] })]);
const OTHER_CONTROL = aDocument([aFlag({ default: 'older', rules: [aPercentage(50)] })]);
const OF_M = { flag: 'm', role: 'candidate', value: 'new' } as const;
const NEWER: Story = {
  ...{ first: ramp(50), late: OF_M, lateGood: 0 },
  ...{ next: ramp(50, 'newer'), candidate: { ...OF_M, value: 'newer' }, candidateGood: 4 },
  controlGood: 4,
};

describe('outcomes that are late from a rollout that was taken back', () => {
  it('do not speak against the next candidate of the flag', async () => {
    expect(await told(NEWER)).toEqual(['CONTINUE']);
  });

  it('do not speak against a candidate of another flag, be its value the same', async () => {
    const candidate = { ...OF_M, flag: 'n' };
    expect(await told({ ...NEWER, next: OTHER_FLAG, candidate })).toEqual(['CONTINUE']);
  });

  it('do not speak for another control, which the next candidate would not reach', async () => {
    const late = { flag: 'm', role: 'control', value: 'older' } as const;
    const both = { candidateGood: 2, controlGood: 2 };
    expect(await told({ ...NEWER, ...both, first: OTHER_CONTROL, late, lateGood: 5 })).toEqual(['CONTINUE']);
  });

  it('do not hide that the next candidate is worse', async () => {
    expect(await told({ ...NEWER, lateGood: 5, candidateGood: 2 })).toContain('ROLL_BACK');
  });
});

describe('outcomes of the rollout that is judged', () => {
  it('count, however late: the same value is the same value', async () => {
    const same = { ...NEWER, next: ramp(50), candidate: OF_M };
    expect(await told(same)).toContain('ROLL_BACK');
  });
});
