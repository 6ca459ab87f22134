import type { FlagDocument } from '../../core/document/flag-document.ts';
import { unpin as unpinned } from '../../core/document/pins.ts';
import type { Result } from '../../core/result.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { makeChange } from '../rollout/make-change.ts';
import { ownPin, type PinnedUnits } from '../rollout/pinned-condition.ts';
import { atStage } from '../rollout/rollout-context.ts';

/** Options of `unpin`. */
export interface UnpinOptions extends ChangeOptions, PinnedUnits {
  readonly flag: string;
  readonly file?: string;
}

/** Takes a customer's pin away, at once. */
export const unpin: Command<UnpinOptions> = async (options, context) => {
  const { flag, attribute, file } = options;
  const change = {
    verb: 'unpin',
    summary: `${flag}: a ${attribute} has no pin of its own`,
    next: (deployed: FlagDocument) => next(deployed, options),
    file,
  };
  const order = { change, strategy: 'atOnce', follow: 'wait' } as const;
  return makeChange(order, options, await atStage(options, context));
};

/** Who is not pinned is so already: a command may be run again. */
function next(deployed: FlagDocument, options: UnpinOptions): Result<FlagDocument, string> {
  const { flag } = options;
  const own = ownPin(deployed, flag, options);
  if (own !== undefined) return unpinned(deployed, { flag, condition: own.condition });
  const isThere = deployed.flags.some((one) => one.flag === flag);
  return isThere ? { ok: true, value: deployed } : unpinned(deployed, { flag, condition: {} });
}
