import type { FlagDocument } from '../../core/document/flag-document.ts';
import { rollOut } from '../../core/document/roll-out.ts';
import type { Command } from '../command.ts';
import type { ChangeOptions } from '../definitions/shared-options.ts';
import { makeChange } from '../rollout/make-change.ts';
import { atStage } from '../rollout/rollout-context.ts';
import { typedValue } from '../typed-value.ts';

/** Options of `start`. */
export interface StartOptions extends ChangeOptions {
  readonly flag: string;
  readonly value: string;
  /** 0…100. */
  readonly percentage: number;
  readonly file?: string;
  /** `false`: the deployment is left to AppConfig once it was started. */
  readonly watch: boolean;
}

/** Rolls a value out to a percentage, step by step as the stage's strategy has it. */
export const start: Command<StartOptions> = async (options, context) => {
  const { flag, value, percentage, file, watch } = options;
  const change = {
    verb: 'start',
    summary: `${flag}: ${value} for ${percentage} %`,
    next: (deployed: FlagDocument) =>
      rollOut(deployed, { flag, value: typedValue(deployed, flag, value), percentage }),
    file,
  };
  const order = { change, strategy: 'linear', follow: watch ? 'watch' : 'leave' } as const;
  return makeChange(order, options, await atStage(options, context));
};
