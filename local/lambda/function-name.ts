import { functionNotFound } from './errors.ts';

/**
 * The function's name in what names a function: the name, an ARN, or `ACCOUNT:function:NAME`, each with `:$LATEST` at the
 * end or without.
 *
 * @throws `ResourceNotFoundException` for another version or an alias: there are none here.
 */
export function functionNameIn(given: string): string {
  const [, name, qualifier = '$LATEST'] =
    /^(?:(?:arn:[\w-]+:lambda:[\w-]+:)?\d{12}:function:|function:)?([\w-]+)(?::([\w$-]+))?$/.exec(given) ??
    [];
  if (name === undefined || qualifier !== '$LATEST') throw functionNotFound(given);
  return name;
}
