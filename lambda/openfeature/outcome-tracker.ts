import type { TrackingEventDetails } from '@openfeature/server-sdk';
import type { Role } from '../../core/evaluation/decision.ts';
import { type Clock, systemClock } from '../clock.ts';
import {
  createOutcomeRecord,
  type Outcome,
  type OutcomeArm,
  type OutcomeRecordOptions,
} from '../outcomes/outcome-record.ts';
import { writeLine } from '../write-line.ts';

export interface OutcomeTrackerOptions extends OutcomeRecordOptions {
  /** Names that count, others are refused; default: any. Names of which users have a say cost a metric each. */
  readonly declared?: readonly string[] | undefined;
  /** Takes one line an outcome; default: standard output. */
  readonly emit?: ((line: string) => void) | undefined;
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined;
}

/** The side of the comparison that a unit is on. */
export interface ComparedUnit {
  readonly role: Role;
  /** 0…99999, the unit's place in the gate. */
  readonly bucket?: number | undefined;
  /** The flag in motion and what it serves; without it outcomes count for no arm. */
  readonly arm?: OutcomeArm;
}

/** Longest name of an outcome in a line of the log. */
const MAX_NAME_LENGTH = 64;

/**
 * Makes outcome records of OpenFeature's tracking events. Never throws: an event without a value from 0 to 1, or of a name
 * that is not declared, is refused by one line that holds its name and value, and nothing of the user.
 */
export class OutcomeTracker {
  readonly #record: (outcome: Outcome) => string;
  readonly #emit: (line: string) => unknown;
  readonly #clock: Clock;
  readonly #declared: readonly string[] | undefined;
  readonly #pending = new Set<Promise<void>>();

  constructor(options: OutcomeTrackerOptions) {
    this.#record = createOutcomeRecord(options);
    this.#emit = options.emit ?? writeLine;
    this.#clock = options.clock ?? systemClock;
    this.#declared = options.declared;
  }

  /** Counts an outcome for the unit's side as `find` gives it; a unit in no comparison counts nowhere. */
  track(name: string, details: TrackingEventDetails, find: () => Promise<ComparedUnit | undefined>): void {
    const work = this.#write(name, details.value, find)
      .catch((error: unknown) => this.#complain(name, `could not be counted: ${nameOf(error)}`))
      .finally(() => this.#pending.delete(work));
    this.#pending.add(work);
  }

  /** Resolves when every outcome tracked so far is written. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #write(name: string, value: unknown, find: () => Promise<ComparedUnit | undefined>): Promise<void> {
    const timestampMs = this.#clock.now();
    if (this.#declared?.includes(name) === false) {
      await this.#complain(name, 'is not declared; declare it, or correct its name');
      return;
    }
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
      const found = typeof value === 'number' ? `has the value ${value}` : 'has no value';
      await this.#complain(name, `${found}, allowed is 0 to 1; scale it before it is tracked`);
      return;
    }
    const unit = await find();
    if (unit !== undefined) await this.#emit(this.#record({ name, value, ...unit, timestampMs }));
  }

  async #complain(name: string, problem: string): Promise<void> {
    const message = `the outcome ${String(name).slice(0, MAX_NAME_LENGTH)} ${problem}`;
    try {
      await this.#emit(JSON.stringify({ level: 'WARN', message }));
    } catch {
      // Where nothing can be written, nobody can be told.
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
