import type { FunctionInvoker } from '../appconfig/function-invoker.ts';
import { type Clock, MINUTE_MS } from '../clock.ts';

/** A rule of EventBridge, as far as it is rehearsed. */
export interface RuleProperties {
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly { readonly Arn: string }[];
}

interface Schedule {
  readonly functionArns: readonly string[];
  readonly everyMs: number;
  dueAtMs: number;
}

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** Rules that call functions at a fixed rate, counted from the moment a rule is made. */
export class Schedules {
  readonly #clock: Clock;
  readonly #functions: FunctionInvoker;
  readonly #schedules: Schedule[] = [];
  #isCalling = false;

  constructor(clock: Clock, functions: FunctionInvoker) {
    this.#clock = clock;
    this.#functions = functions;
  }

  /** Throws an `Error` for an expression that is no rate. A rule that is disabled calls nothing. */
  add({ ScheduleExpression = '', State = 'ENABLED', Targets = [] }: RuleProperties): void {
    const [, count, unit = ''] = RATE.exec(ScheduleExpression) ?? [];
    const minutes = UNIT_MINUTES[unit];
    if (minutes === undefined) {
      throw new Error(
        `the schedule ${ScheduleExpression} is not understood here: the rehearsal knows rate(…)`,
      );
    }
    if (State !== 'ENABLED') return;
    const everyMs = Number(count) * minutes * MINUTE_MS;
    const functionArns = Targets.map(({ Arn }) => Arn);
    this.#schedules.push({ functionArns, everyMs, dueAtMs: this.#clock.now() + everyMs });
  }

  /**
   * Makes the calls that have fallen due; rejects when a function does, since no function may. A function may let time
   * pass: what falls due meanwhile waits for it.
   */
  async tick(): Promise<void> {
    if (this.#isCalling) return;
    this.#isCalling = true;
    try {
      for (const schedule of this.#schedules) await this.#call(schedule);
    } finally {
      this.#isCalling = false;
    }
  }

  async #call(schedule: Schedule): Promise<void> {
    for (; schedule.dueAtMs <= this.#clock.now(); schedule.dueAtMs += schedule.everyMs) {
      for (const arn of schedule.functionArns) await this.#functions.invoke(arn, {});
    }
  }
}
