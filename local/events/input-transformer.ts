import { isRecord } from '../../core/record.ts';
import type { EventFields } from './event-pattern.ts';

/** What a rule makes of an event for one of its targets. */
export interface InputTransformer {
  /** Variables by name: paths such as `$.detail.state`. */
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  /** A text in quotation marks or a JSON document, with `<variable>` in it. */
  readonly InputTemplate: string;
}

const PATH = /^\$(?:\.[\w-]+)+$/;
const VARIABLE = /<([\w.-]+)>/g;
const QUOTATION_MARK = /(?<!\\)"/g;

/**
 * The template with its variables filled in. Inside quotation marks a variable is its bare text, elsewhere its JSON; one
 * whose path leads nowhere in the event is left out. What comes from the event is not escaped.
 *
 * @throws for a path that is not in dot notation, and for a variable without a path.
 */
export function transformInput(
  { InputPathsMap = {}, InputTemplate }: InputTransformer,
  event: EventFields,
): string {
  return InputTemplate.replace(VARIABLE, (_, name: string, at: number) => {
    const path = Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined;
    if (path === undefined) {
      throw new Error(`the input template has <${name}>, which InputPathsMap has not; give it a path`);
    }
    const before = InputTemplate.slice(0, at).match(QUOTATION_MARK)?.length ?? 0;
    return written(valueAt(event, path), before % 2 === 1);
  });
}

function written(value: unknown, isQuoted: boolean): string {
  if (value === undefined) return '';
  return isQuoted && typeof value === 'string' ? value : JSON.stringify(value);
}

function valueAt(event: EventFields, path: string): unknown {
  if (!PATH.test(path)) {
    throw new Error(`the path ${path} is not understood here: known is dot notation, such as $.detail.state`);
  }
  let value: unknown = event;
  for (const name of path.split('.').slice(1)) value = isRecord(value) ? value[name] : undefined;
  return value;
}
