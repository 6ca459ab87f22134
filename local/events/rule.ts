import type { Clock } from '../clock.ts';
import { type EventMatcher, eventMatcher } from './event-pattern.ts';
import type { InputTransformer } from './input-transformer.ts';
import { rateMs } from './rate.ts';

/** A rule as CloudFormation has it, as far as it is carried out. */
export interface RuleProperties {
  readonly EventPattern?: unknown;
  readonly ScheduleExpression?: string;
  /** @default 'ENABLED' */
  readonly State?: string;
  /** @default - none */
  readonly Targets?: readonly RuleTarget[];
}

/** Where a rule sends to: a function or a topic. */
export interface RuleTarget {
  readonly Arn: string;
  /** @default - the event as it is */
  readonly InputTransformer?: InputTransformer;
}

/** A rule that is ready to be carried out. */
export interface Rule {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly targets: readonly RuleTarget[];
  /** Absent in a rule that has a schedule alone. */
  readonly matches?: EventMatcher;
  /** Absent in a rule that has a pattern alone. */
  readonly schedule?: Schedule;
}

/** When a rule calls its targets by itself. */
export interface Schedule {
  readonly everyMs: number;
  dueAtMs: number;
}

/** Services that a rule can send to here. */
const TARGET = /^arn:[^:]+:(?:lambda|sns):/;

/**
 * Reads a rule; its schedule is counted from now.
 *
 * @throws naming what is not understood here: pattern, schedule, or target.
 */
export function readRule(arn: string, properties: RuleProperties, clock: Clock): Rule {
  const { EventPattern, ScheduleExpression, State = 'ENABLED', Targets = [] } = properties;
  if (EventPattern === undefined && ScheduleExpression === undefined) {
    throw new Error(`the rule ${arn} has neither a pattern nor a schedule; give it one of them`);
  }
  for (const { Arn } of Targets) {
    if (!TARGET.test(Arn)) {
      throw new Error(`the rule ${arn} sends to ${Arn}; known here are functions and topics`);
    }
  }
  return {
    ...{ arn, isEnabled: State !== 'DISABLED', targets: Targets },
    ...(EventPattern !== undefined && { matches: eventMatcher(EventPattern) }),
    ...(ScheduleExpression !== undefined && { schedule: scheduleOf(ScheduleExpression, clock) }),
  };
}

function scheduleOf(expression: string, clock: Clock): Schedule {
  const everyMs = rateMs(expression);
  return { everyMs, dueAtMs: clock.now() + everyMs };
}
