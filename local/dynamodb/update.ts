import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { validation } from './errors.ts';
import type { Expression } from './expression.ts';

/** The item that an update makes of another. */
export type Update = (item: Item) => Item;

/** Reads an update expression: `SET` of attributes to values, which is all that is modelled. */
export function readUpdate(expression: Expression, text: string): Update {
  expression.read(text);
  if (!expression.takes('SET')) throw validation(`got ${JSON.stringify(text)}; SET is modelled`);
  const assigned: Record<string, AttributeValue> = {};
  do {
    const name = expression.name();
    expression.expect('=');
    const value = expression.value();
    if (value === undefined)
      throw validation(`${name} is set to something that is not modelled; use a value`);
    assigned[name] = value;
  } while (expression.takes(','));
  if (!expression.isAtEnd) throw validation(`got ${expression.take()} after SET, which is not modelled`);
  return (item) => ({ ...item, ...assigned });
}
