import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { validation } from './errors.ts';
import type { Expression } from './expression.ts';

/** The item that an update makes of another. */
export type Update = (item: Item) => Item;

/** What one clause does with an attribute, given what it is now. */
type Change = (old: AttributeValue | undefined) => AttributeValue;

/**
 * Reads an update expression: `SET` of attributes to values and `ADD` of numbers to attributes, which is all that is
 * modelled. What is added to an attribute that is not there is added to 0.
 */
export function readUpdate(expression: Expression, text: string): Update {
  expression.read(text);
  const changes = new Map<string, Change>();
  do {
    if (expression.takes('SET'))
      readClause(expression, changes, { sign: '=', change: (value) => () => value });
    else if (expression.takes('ADD')) readClause(expression, changes, { change: addition });
    else throw validation(`got ${JSON.stringify(text)}; SET and ADD are modelled`);
  } while (!expression.isAtEnd);
  return (item) => {
    const changed = [...changes].map(([name, change]) => [name, change(item[name])] as const);
    return { ...item, ...Object.fromEntries(changed) };
  };
}

interface Clause {
  /** What stands between name and value. */
  readonly sign?: string;
  readonly change: (value: AttributeValue) => Change;
}

function readClause(expression: Expression, changes: Map<string, Change>, { sign, change }: Clause): void {
  do {
    const name = expression.name();
    if (sign !== undefined) expression.expect(sign);
    const value = expression.value();
    if (value === undefined) throw validation(`${name} is given something that is not modelled; use a value`);
    changes.set(name, change(value));
  } while (expression.takes(','));
}

function addition({ N: added }: AttributeValue): Change {
  if (added === undefined) throw validation('got an ADD of what is no number, which is not modelled');
  return (old) => {
    if (old !== undefined && old.N === undefined) {
      throw validation('an operand in the update expression has an incorrect data type');
    }
    return { N: String(Number(old?.N ?? 0) + Number(added)) };
  };
}
