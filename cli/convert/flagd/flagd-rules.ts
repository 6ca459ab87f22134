import type { Condition, FlagValue } from '../../../core/document/flag-document.ts';
import { DEFAULT_BUCKET_BY } from '../../../core/evaluation/compile.ts';
import { type Dealing, joinedArms } from '../dealing.ts';
import type { ConditionBuilder } from '../expression/condition-builder.ts';
import { isNobody } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import type { Fractions } from './read-fractional.ts';
import type { Outcome, Row } from './read-targeting.ts';

const DAY_SECONDS = 86_400;

/** A rule or pin as a flag document has it. */
interface Step {
  readonly condition: Condition;
  readonly [member: string]: unknown;
}

export interface FlagdRulesOptions {
  readonly variants: ReadonlyMap<string, FlagValue>;
  /** Value of the default variant. */
  readonly fallback: FlagValue;
  readonly builder: ConditionBuilder;
  readonly losses: LossList;
}

/** Makes pins and rules of the rows of one flag. */
export class FlagdRules {
  readonly #options: FlagdRulesOptions;
  #pins: readonly Step[] = [];
  #rules: Step[] = [];

  constructor(options: FlagdRulesOptions) {
    this.#options = options;
  }

  add({ expression, outcome, pointer, until }: Row): void {
    if (isNobody(expression)) return;
    const condition = this.#options.builder.conditionOf(expression);
    if (until !== undefined) {
      this.#pin(condition, outcome, { until, pointer });
      return;
    }
    switch (outcome.kind) {
      case 'variant':
        this.#rules.push({ condition, value: this.#value(outcome.variant, pointer) });
        break;
      case 'percentage': {
        const [arm] = outcome.fractions.arms;
        const share = { ...condition, rollout_percentage: (arm?.weight ?? 0) / 1000 };
        this.#deal(share, outcome.fractions.dealing, { value: this.#value(outcome.variant, pointer) });
        break;
      }
      case 'split':
        this.#split(condition, outcome.fractions, pointer);
    }
  }

  /** Rules that serve the default behind all others say nothing. */
  steps(): { readonly pins: readonly Step[]; readonly rules: readonly Step[] } {
    const last = this.#rules.findLastIndex(
      (rule) => rule.value !== this.#options.fallback || 'split' in rule,
    );
    return { pins: this.#pins, rules: this.#rules.slice(0, last + 1) };
  }

  /** What ends is a pin, and pins come before rules: those ahead of it become pins as well. */
  #pin(condition: Condition, outcome: Outcome, { until, pointer }: { until: number; pointer: string }): void {
    const { losses } = this.#options;
    if (outcome.kind !== 'variant') {
      losses.add('refused', pointer, 'a share of units with an end', 'only pins end');
      return;
    }
    const isShare = (rule: Step): boolean => 'split' in rule || 'rollout_percentage' in rule.condition;
    if (this.#rules.some(isShare)) {
      losses.add('refused', pointer, 'an end behind a share of units', 'only pins end, and they come first');
    }
    if (until % DAY_SECONDS !== 0) {
      losses.add('refused', pointer, 'an end within a day', 'pins end with a day, in UTC');
    }
    const pin = { condition, value: this.#value(outcome.variant, pointer), until: dayBefore(until) };
    this.#pins = [...this.#pins, ...this.#rules, pin];
    this.#rules = [];
  }

  #split(condition: Condition, { dealing, arms }: Fractions, pointer: string): void {
    const values = arms.map(({ variant, weight }) => ({
      value: this.#value(variant, pointer),
      weight,
    }));
    const split = joinedArms(values);
    const [first] = split;
    if (first !== undefined && split.length === 1) {
      this.#deal({ ...condition, rollout_percentage: 100 }, dealing, { value: first.value });
      return;
    }
    const control = split.find(({ value }) => value === this.#options.fallback)?.value ?? first?.value;
    this.#deal(condition, dealing, { name: `split-${this.#rules.length}`, split, control });
  }

  #deal(condition: Condition, { hash, salt, bucketBy }: Dealing, rest: object): void {
    const dealt = {
      ...condition,
      ...(bucketBy !== DEFAULT_BUCKET_BY && { bucket_by: bucketBy }),
      salt,
      ...(hash !== 'murmur3' && { hash }),
    };
    this.#rules.push({ condition: dealt, ...rest });
  }

  #value(variant: string | undefined, pointer: string): FlagValue {
    const { variants, fallback, losses } = this.#options;
    const value = variant === undefined ? fallback : variants.get(variant);
    if (value === undefined) {
      losses.add(
        'refused',
        pointer,
        `variant ${variant}`,
        'the flag has no such variant, or one that is an object',
      );
    }
    return value ?? fallback;
  }
}

/** A pin's last day, from the moment at which it ends. */
function dayBefore(until: number): string {
  const days = Math.floor(until / DAY_SECONDS) - 1;
  return new Date(days * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}
