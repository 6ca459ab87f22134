import { FlagdCore } from '@openfeature/flagd-core';
import type { FlagValue } from '../../../../core/document/flag-document.ts';

type Context = Readonly<Record<string, unknown>>;

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };

/** What flagd's own evaluator serves; the type of a value is that of `like`. Nothing where it reports an error. */
export function flagdOracle(
  definitions: string,
): (flag: string, like: FlagValue, context: Context) => unknown {
  const core = new FlagdCore(undefined, SILENT);
  core.setConfigurations(definitions);
  return (flag, like, { user_id, ...context }) => {
    const given = { ...context, ...(user_id !== undefined && { targetingKey: String(user_id) }) } as never;
    const options = [flag, undefined as never, given, SILENT] as const;
    if (typeof like === 'string') return core.resolveStringEvaluation(...options).value;
    return typeof like === 'number'
      ? core.resolveNumberEvaluation(...options).value
      : core.resolveBooleanEvaluation(...options).value;
  };
}
