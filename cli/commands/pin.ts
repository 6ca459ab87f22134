import type { FlagDocument } from '../../core/document/flag-document.ts';
import { pin as pinned } from '../../core/document/pins.ts';
import { endOfDay } from '../../core/time/iso8601.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { makeChange } from '../rollout/make-change.ts';
import { type PinnedUnits, pinnedCondition } from '../rollout/pinned-condition.ts';
import { atStage } from '../rollout/rollout-context.ts';
import { typedValue } from '../typed-value.ts';

/** Options of `pin`. */
export interface PinOptions extends ChangeOptions, PinnedUnits {
  readonly flag: string;
  readonly value: string;
  readonly reason: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly until: string;
  readonly file?: string;
}

/** Pins a customer to a value, at once; a pin that the customer has already is replaced. */
export const pin: Command<PinOptions> = async (options, context) => {
  const { flag, value, reason, until, attribute, file } = options;
  const endMs = endOfDay(until);
  if (endMs !== undefined && endMs <= context.io.clock.now()) {
    throw badArgument(`--until is ${until}, which is over; nothing was changed; use today or a later day`);
  }
  const change = {
    verb: 'pin',
    summary: `${flag}: ${value} for a ${attribute}, until ${until}`,
    next: (deployed: FlagDocument) =>
      pinned(deployed, {
        ...{ flag, reason, until, value: typedValue(deployed, flag, value) },
        condition: pinnedCondition(deployed, flag, options),
      }),
    file,
  };
  const order = { change, strategy: 'atOnce', follow: 'wait' } as const;
  return makeChange(order, options, await atStage(options, context));
};
