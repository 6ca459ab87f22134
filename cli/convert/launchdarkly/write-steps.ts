import type { Arm, Flag, FlagValue, Pin, Rule } from '../../../core/document/flag-document.ts';
import { isGate } from '../../../core/document/gates.ts';
import { child } from '../../../core/document/issue-list.ts';
import { bucketsServed } from '../../../core/document/step-reach.ts';
import { BUCKETS } from '../../../core/evaluation/bucket.ts';
import { type Expression, expressionOf, isEverybody } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import type { Fields } from './fields.ts';
import type { ClauseWriter } from './write-clauses.ts';
import { saltOf, writeRollout } from './write-rollout.ts';

export interface StepWriterOptions {
  readonly flag: Flag;
  readonly pointer: string;
  readonly clauses: ClauseWriter;
  readonly losses: LossList;
  /** Index of a value's variation. */
  readonly variationOf: (value: FlagValue) => number;
}

/** Whom a pin or rule is for, and what they are served: one value, or a rollout. */
interface Step {
  readonly pointer: string;
  readonly id?: string;
  readonly expression: Expression;
  readonly served: Fields;
}

/** Writes pins and rules of one flag as LaunchDarkly's targets, rules and fallthrough. */
export class StepWriter {
  readonly #options: StepWriterOptions;
  readonly salt: string;

  constructor(options: StepWriterOptions) {
    this.#options = options;
    this.salt = saltOf(options.flag);
  }

  write(): Fields {
    const { flag, pointer, variationOf } = this.#options;
    const pins = flag.pins
      .map((pin, at) => ({ pin, pointer: child(child(pointer, 'pins'), at) }))
      .filter(({ pin }) => !flag.killed.includes(pin.value));
    for (const one of pins) this.#tellPin(one.pin, one.pointer);
    const other = pins.findIndex(({ pin }) => keysOf(pin) === undefined);
    const [targeted, others] = other < 0 ? [pins, []] : [pins.slice(0, other), pins.slice(other)];
    const rules = this.#steps();
    const last = rules.at(-1);
    const fallthrough = last !== undefined && isEverybody(last.expression) ? last : undefined;
    const steps = [...others.map((one) => this.#pin(one.pin, one.pointer)), ...rules];
    return {
      targets: targeted.map(({ pin }) => ({ variation: variationOf(pin.value), values: keysOf(pin) })),
      contextTargets: [],
      rules: steps.filter((step) => step !== fallthrough).map((step, at) => this.#rule(step, at)),
      fallthrough: fallthrough?.served ?? { variation: variationOf(flag.default) },
    };
  }

  #rule({ pointer, id, expression, served }: Step, at: number): Fields {
    const { clauses, losses } = this.#options;
    const report = losses.reportAt(child(pointer, 'condition'));
    return { id: id ?? `pin-${at}`, clauses: clauses.write(expression, report), ...served };
  }

  #pin(pin: Pin, pointer: string): Step {
    const served = { variation: this.#options.variationOf(pin.value) };
    return { pointer, expression: expressionOf(pin.condition), served };
  }

  #tellPin(pin: Pin, pointer: string): void {
    const { losses } = this.#options;
    if (pin.reason !== undefined) {
      losses.add(
        'dropped',
        child(pointer, 'reason'),
        'the reason of a pin',
        'the SDKs of LaunchDarkly are not told',
      );
    }
    if (pin.until === undefined) return;
    const why = `targets and rules do not end: it differs after ${pin.until}`;
    losses.add('approximated', child(pointer, 'until'), 'the end of a pin', why);
  }

  /** Rules that can serve something, up to the one that is for everybody. */
  #steps(): readonly Step[] {
    const { flag, pointer } = this.#options;
    const rules = flag.rules.map((rule, at) => ({ rule, pointer: child(child(pointer, 'rules'), at) }));
    const live = rules.filter(({ rule }) => 'split' in rule || !flag.killed.includes(rule.value));
    const serving = live.filter(({ rule }) => bucketsServed(rule) > 0);
    for (const one of live.filter(({ rule }) => bucketsServed(rule) === 0)) {
      this.#options.losses.add('dropped', one.pointer, 'a percentage of nobody', 'it serves nothing');
    }
    const end = serving.findIndex(({ rule }) => !isShared(rule) && isEverybody(expressionOf(rule.condition)));
    const reached = end < 0 ? serving : serving.slice(0, end + 1);
    return reached.map((one, at) => this.#step(one.rule, one.pointer, at === reached.length - 1));
  }

  #step(rule: Rule, pointer: string, isLast: boolean): Step {
    const { flag, losses, variationOf } = this.#options;
    const place = { pointer, id: rule.name, expression: expressionOf(rule.condition) };
    if (!isShared(rule) && 'value' in rule)
      return { ...place, served: { variation: variationOf(rule.value) } };
    this.#tellRollout(rule, pointer, isLast);
    const arms = armsOf(rule, flag.default);
    const shared = { flag, rule, pointer, arms, isGate: isGate(flag, rule), salt: this.salt };
    return { ...place, served: { rollout: writeRollout({ ...shared, variationOf, losses }) } };
  }

  #tellRollout(rule: Rule, pointer: string, isLast: boolean): void {
    const { flag, losses } = this.#options;
    if ('split' in rule && rule.split.some(({ value }) => flag.killed.includes(value))) {
      const why = 'its units would have to go on to the next rule';
      losses.add('refused', pointer, 'a split with a killed arm', why);
    }
    if (!isLast && bucketsServed(rule) < BUCKETS) {
      const why = 'in LaunchDarkly units outside of a rollout do not go on to the next rule';
      losses.add('refused', pointer, 'a percentage with rules behind it', why);
    }
    if (!isGate(flag, rule)) return;
    losses.add('dropped', pointer, 'which arm is the control', 'the SDKs of LaunchDarkly are not told');
  }
}

/** Whether a rule deals units. */
function isShared(rule: Rule): boolean {
  return 'split' in rule || rule.condition.rollout_percentage !== undefined;
}

/** Arms of a rule; those outside of a percentage are served the default. */
function armsOf(rule: Rule, fallback: FlagValue): readonly Arm[] {
  if ('split' in rule) return rule.split;
  const weight = bucketsServed(rule);
  const rest = { value: fallback, weight: BUCKETS - weight };
  return weight === BUCKETS ? [{ value: rule.value, weight }] : [{ value: rule.value, weight }, rest];
}

/** Users that a pin names by their keys, where it does nothing else. */
function keysOf({ condition }: Pin): readonly string[] | undefined {
  const { user_id: keys, ...others } = condition;
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
  const isListed = Object.keys(others).length === 0 && list.every((key) => typeof key === 'string');
  return isListed ? (list as readonly string[]) : undefined;
}
