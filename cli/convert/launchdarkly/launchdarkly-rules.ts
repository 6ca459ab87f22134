import type { Condition, FlagValue } from '../../../core/document/flag-document.ts';
import { RULE_NAME_PATTERN } from '../../../core/document/limits.ts';
import { DEFAULT_BUCKET_BY } from '../../../core/evaluation/compile.ts';
import type { Rollout } from './read-rollout.ts';

const NAME = new RegExp(RULE_NAME_PATTERN);

/** A rule as a flag document has it. */
interface Step {
  readonly name: string;
  readonly condition: Condition;
  readonly [member: string]: unknown;
}

/** Makes rules of those of one LaunchDarkly flag, by their ids where these can be names. */
export class LaunchDarklyRules {
  readonly #steps: Step[] = [];
  /** What the flag serves while it is off: nobody tries that out. */
  readonly #off: FlagValue | undefined;

  constructor(off: FlagValue | undefined) {
    this.#off = off;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** Everybody for whom the condition holds is served the value. */
  serve(wanted: unknown, condition: Condition, value: FlagValue): void {
    this.#steps.push({ name: this.#name(wanted), condition, value });
  }

  /** Everybody for whom the condition holds is dealt among the arms. */
  deal(wanted: unknown, condition: Condition, { dealing, arms }: Rollout): void {
    const [first] = arms;
    if (first === undefined) return;
    if (arms.length === 1) {
      this.serve(wanted, condition, first.value);
      return;
    }
    const heaviest = arms.reduce((one, other) => (other.weight > one.weight ? other : one));
    const control = arms.some(({ value }) => value === this.#off) ? this.#off : heaviest.value;
    const dealt = { ...condition, ...dealingEntries(dealing) };
    this.#steps.push({ name: this.#name(wanted), condition: dealt, split: arms, control });
    // LaunchDarkly puts those without the attribute, or with one that is no unit, into the first bucket.
    if (dealing.bucketBy !== DEFAULT_BUCKET_BY) this.serve('without-unit', condition, first.value);
  }

  /** The first of two arms is served to a share of everybody, the other is the default. */
  share(wanted: unknown, { dealing, arms: [first] }: Rollout): void {
    if (first === undefined) return;
    const condition = { rollout_percentage: first.weight / 1000, ...dealingEntries(dealing) };
    this.#steps.push({ name: this.#name(wanted), condition, value: first.value });
  }

  #name(wanted: unknown): string {
    const taken = (name: string): boolean => this.#steps.some((step) => step.name === name);
    const base = typeof wanted === 'string' && NAME.test(wanted) ? wanted : `rule-${this.#steps.length}`;
    let name = base;
    for (let at = 2; taken(name); at += 1) name = `${base.slice(0, 60)}-${at}`;
    return name;
  }
}

function dealingEntries({ hash, salt, bucketBy }: Rollout['dealing']): Condition {
  return { ...(bucketBy !== DEFAULT_BUCKET_BY && { bucket_by: bucketBy }), hash, salt };
}
