import type { IConstruct } from 'constructs';
import { parseDay } from '../core/time/iso8601.ts';

/** CDK context key of the day that synthesis takes for today, `YYYY-MM-DD`. */
const TODAY_CONTEXT = 'model-rollout:today';

/**
 * The moment that clean-up dates are held against, in epoch milliseconds: the start (UTC) of the day in the context
 * {@link TODAY_CONTEXT}, or else the machine's clock. The one place where synthesis reads the time.
 *
 * @throws when the context is no day.
 */
export function todayMs(scope: IConstruct): number {
  const context: unknown = scope.node.tryGetContext(TODAY_CONTEXT);
  if (context === undefined) return Date.now();
  const start = typeof context === 'string' ? parseDay(context) : undefined;
  if (start !== undefined) return start;
  throw new Error(
    `context ${TODAY_CONTEXT} is ${JSON.stringify(context)}, but must be a day such as 2027-01-31: correct it, or leave it out for the machine's date`,
  );
}
