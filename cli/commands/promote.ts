import type { FlagDocument } from '../../core/document/flag-document.ts';
import { promote as promoted } from '../../core/document/promote.ts';
import { isPercentageOf } from '../../core/document/roll-out.ts';
import type { Result } from '../../core/result.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { makeChange } from '../rollout/make-change.ts';
import { atStage } from '../rollout/rollout-context.ts';
import { typedValue } from '../typed-value.ts';

/** Options of `promote`. */
export interface PromoteOptions extends ChangeOptions {
  readonly flag: string;
  /** Default: the only candidate in motion. */
  readonly value?: string;
  readonly file?: string;
  /** `false`: the deployment is left to AppConfig once it was started. */
  readonly watch: boolean;
}

/** Makes the candidate the default and takes its gates away, as one version. */
export const promote: Command<PromoteOptions> = async (options, context) => {
  const { flag, value, file, watch } = options;
  const change = {
    verb: 'promote',
    summary: `${flag}: ${value ?? 'the candidate'} becomes the default`,
    next: (deployed: FlagDocument) => next(deployed, flag, value),
    file,
  };
  const order = { change, strategy: 'linear', follow: watch ? 'watch' : 'leave' } as const;
  return makeChange(order, options, await atStage(options, context));
};

/** What is promoted already is no mistake: a command may be run again. */
function next(deployed: FlagDocument, flag: string, text: string | undefined): Result<FlagDocument, string> {
  if (text === undefined) return promoted(deployed, { flag });
  const value = typedValue(deployed, flag, text);
  const isSo = deployed.flags.some(
    (one) =>
      one.flag === flag && one.default === value && !one.rules.some((rule) => isPercentageOf(rule, value)),
  );
  return isSo ? { ok: true, value: deployed } : promoted(deployed, { flag, value });
}
