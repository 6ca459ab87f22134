import type { FunctionInvoker } from '../appconfig/function-invoker.ts';
import type { Clock } from '../clock.ts';
import { PENDING, type SecretVersions } from './secret-versions.ts';

/** When and by whom a secret is rotated. */
export interface RotationPlan {
  readonly functionArn: string;
  /** Whole days. */
  readonly everyDays: number;
}

export interface RotationHost {
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
  readonly newId: () => string;
}

const DAY_MS = 86_400_000;

/** A rotation that failed is tried again after this long; Secrets Manager says no more than that it tries again. */
const RETRY_MS = 3_600_000;

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The rotation of one secret: four calls of its function, one after the other. */
export class SecretRotation {
  readonly plan: RotationPlan;
  /** Why the last rotation failed; `undefined` when it did not. */
  failure: string | undefined;
  readonly #host: RotationHost;
  readonly #arn: string;
  readonly #versions: SecretVersions;
  #dueAtMs: number;
  #isRunning = false;

  /** The first one is due after the plan's days. */
  constructor(host: RotationHost, plan: RotationPlan, secret: { arn: string; versions: SecretVersions }) {
    this.plan = plan;
    this.#host = host;
    this.#arn = secret.arn;
    this.#versions = secret.versions;
    this.#dueAtMs = host.clock.now() + plan.everyDays * DAY_MS;
  }

  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** Begins a rotation that is due, and does not wait for it. */
  tick(): void {
    if (this.#dueAtMs <= this.#host.clock.now()) void this.rotate();
  }

  /** Resolves when the rotation has ended, well or not: {@link failure} says. One at a time. */
  async rotate(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const versionId = this.#pendingId();
    try {
      for (const step of STEPS) await this.#call(step, versionId);
      this.failure = undefined;
      this.#dueAtMs = this.#host.clock.now() + this.plan.everyDays * DAY_MS;
    } catch (error) {
      this.failure = String(error);
      this.#dueAtMs = this.#host.clock.now() + RETRY_MS;
    } finally {
      this.#isRunning = false;
    }
  }

  async #call(Step: string, ClientRequestToken: string): Promise<void> {
    const { functionArn } = this.plan;
    await this.#host.functions.invoke(functionArn, { Step, SecretId: this.#arn, ClientRequestToken });
  }

  /** The one of a rotation that did not come to its end, so that steps are repeated and not begun anew. */
  #pendingId(): string {
    if (!this.#versions.has(PENDING)) return this.#host.newId();
    const { id } = this.#versions.find(undefined, PENDING);
    return this.#versions.labelsOf(id).includes('AWSCURRENT') ? this.#host.newId() : id;
  }
}
