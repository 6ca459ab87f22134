import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from './errors.ts';

/** An item, attributes by name, in the form of the wire. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Of an item with its names, in bytes (DynamoDB Developer Guide, "Item sizes and formats"). */
export const MAX_ITEM_BYTES = 400 * 1024;

/** Type and content of a value; throws `ValidationException` for types that are not modelled. */
export function partsOf(value: AttributeValue): readonly [type: string, content: string | boolean] {
  const { S, N, BOOL, NULL } = value;
  if (S !== undefined) return ['S', S];
  if (N !== undefined) return ['N', N];
  if (BOOL !== undefined) return ['BOOL', BOOL];
  if (NULL !== undefined) return ['NULL', NULL];
  throw validation(`got an attribute of type ${Object.keys(value).join()}; S, N, BOOL and NULL are modelled`);
}

/** Sign of the difference of two values; `undefined` where their types have no order in common. */
export function ordered(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return Math.sign(Number(left.N) - Number(right.N));
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  return undefined;
}

export function isSame(left: AttributeValue, right: AttributeValue): boolean {
  const [[leftType, leftContent], [rightType, rightContent]] = [partsOf(left), partsOf(right)];
  if (leftType !== rightType) return false;
  return leftType === 'N' ? Number(leftContent) === Number(rightContent) : leftContent === rightContent;
}

/** Names and values in UTF-8; a number takes a byte for two digits and one more (same guide, rounded up). */
export function sizeBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  const [type, content] = partsOf(value);
  if (type === 'S') return Buffer.byteLength(String(content));
  return type === 'N' ? Math.ceil(String(content).replace(/\D/g, '').length / 2) + 1 : 1;
}
