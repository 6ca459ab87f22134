import { ACCOUNT } from '../account.ts';
import type { EventSink, ServiceEvent } from '../appconfig/event-sink.ts';
import type { FunctionInvoker } from '../appconfig/function-invoker.ts';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../http/service-error.ts';
import type { EventFields } from './event-pattern.ts';
import { transformInput } from './input-transformer.ts';
import { type Rule, type RuleProperties, type RuleTarget, readRule } from './rule.ts';

/** Takes what a rule sends to a topic. */
export interface Publisher {
  publish(message: { readonly TopicArn: string; readonly Message: string }): unknown;
}

export interface EventsOptions {
  readonly clock: Clock;
  readonly functions: FunctionInvoker;
  readonly topics: Publisher;
}

/**
 * The default event bus of Amazon EventBridge and its rules, by pattern and by rate, as a plain object. Nothing is sent
 * but in {@link tick}. `local/BEHAVIOUR.md` is its specification.
 */
export class Events implements EventSink {
  readonly #clock: Clock;
  readonly #functions: FunctionInvoker;
  readonly #topics: Publisher;
  readonly #rules = new Map<string, Rule>();
  readonly #waiting: EventFields[] = [];
  #count = 0;
  #isSending = false;

  constructor({ clock, functions, topics }: EventsOptions) {
    this.#clock = clock;
    this.#functions = functions;
    this.#topics = topics;
  }

  /**
   * Makes a rule, or another one of the name, and says its ARN. A schedule is counted from now, unless the rule had the
   * same one before. Throws for what is not understood here.
   */
  putRule(name: string, properties: RuleProperties): string {
    const arn = `arn:aws:events:${ACCOUNT.region}:${ACCOUNT.id}:rule/${name}`;
    const rule = readRule(arn, properties, this.#clock);
    const before = this.#rules.get(name);
    const isKept = before?.isEnabled === true && before.schedule?.everyMs === rule.schedule?.everyMs;
    if (isKept && before.schedule && rule.schedule) rule.schedule.dueAtMs = before.schedule.dueAtMs;
    this.#rules.set(name, rule);
    return arn;
  }

  /** Throws `ResourceNotFoundException`. */
  deleteRule(name: string): void {
    if (this.#rules.delete(name)) return;
    throw new ServiceError('ResourceNotFoundException', 404, `no rule has the name ${name}`);
  }

  /** Puts an event on the bus, with the members that every event has; it is sent in the next {@link tick}. */
  put(event: ServiceEvent): void {
    this.#waiting.push(this.#completed(event));
  }

  /**
   * Sends what waits on the bus, then calls what has fallen due. Rejects when a function does, since no function of ours
   * may. A function may let time pass: what comes up meanwhile waits for it.
   */
  async tick(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (const event of this.#waiting.splice(0)) await this.#send(event);
      for (const rule of [...this.#rules.values()]) await this.#callDue(rule);
    } finally {
      this.#isSending = false;
    }
  }

  #completed({ detailType, ...event }: ServiceEvent): EventFields {
    this.#count += 1;
    return {
      ...{ version: '0', id: `event-${this.#count}`, 'detail-type': detailType },
      ...{ account: ACCOUNT.id, region: ACCOUNT.region, time: timeText(this.#clock.now()) },
      ...event,
    };
  }

  async #send(event: EventFields): Promise<void> {
    for (const { isEnabled, matches, targets } of [...this.#rules.values()]) {
      if (!isEnabled || matches?.(event) !== true) continue;
      for (const target of targets) await this.#sendTo(target, event);
    }
  }

  async #callDue({ arn, isEnabled, schedule, targets }: Rule): Promise<void> {
    if (schedule === undefined || !isEnabled) return;
    for (; schedule.dueAtMs <= this.#clock.now(); schedule.dueAtMs += schedule.everyMs) {
      const event = { source: 'aws.events', detailType: 'Scheduled Event', resources: [arn], detail: {} };
      for (const target of targets) await this.#sendTo(target, this.#completed(event));
    }
  }

  async #sendTo({ Arn, InputTransformer }: RuleTarget, event: EventFields): Promise<void> {
    const input = InputTransformer ? transformInput(InputTransformer, event) : JSON.stringify(event);
    if (Arn.includes(':sns:')) this.#topics.publish({ TopicArn: Arn, Message: input });
    else await this.#functions.invoke(Arn, JSON.parse(input));
  }
}

/** EventBridge's time has no fractions of a second. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
