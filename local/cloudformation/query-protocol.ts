import type { ServiceError } from '../http/service-error.ts';
import { type XmlContent, xmlDocument } from '../http/xml.ts';

/** A request's members as a tree: each part of `Tags.member.1.Key` is one level. */
type Tree = Map<string, Tree | string>;

const BOOLEANS: ReadonlySet<string> = new Set([
  'DisableRollback',
  'EnableTerminationProtection',
  'IncludePropertyValues',
  'UsePreviousTemplate',
  'UsePreviousValue',
]);
const LISTS: ReadonlySet<string> = new Set(['Capabilities', 'NotificationARNs', 'Parameters', 'Tags']);

/**
 * The members of a request in AWS's query protocol. A list that is sent as an empty text is an empty list; other empty
 * texts at the top are members that were not given.
 */
export function queryInput(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const tree: Tree = new Map();
  for (const [path, value] of form) {
    if (value !== '' || path.includes('.') || LISTS.has(path)) plant(tree, path.split('.'), value);
  }
  return membersOf(tree);
}

/** An answer in the query protocol. */
export function queryOutput(operation: string, output: object): string {
  const result = { [`${operation}Result`]: contentOf(output), ResponseMetadata: { RequestId: 'local' } };
  return xmlDocument(`${operation}Response`, result, NAMESPACE);
}

/** An error in the query protocol. */
export function queryError({ name, status, message }: ServiceError): string {
  const Type = status < 500 ? 'Sender' : 'Receiver';
  const content = { Error: { Type, Code: name, Message: message }, RequestId: 'local' };
  return xmlDocument('ErrorResponse', content, NAMESPACE);
}

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

function plant(tree: Tree, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(first, value);
    return;
  }
  const below = tree.get(first);
  const branch: Tree = below instanceof Map ? below : new Map();
  tree.set(first, branch);
  plant(branch, rest, value);
}

function membersOf(tree: Tree): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...tree].map(([name, value]) => [name, valueOfMember(name, value)]));
}

function valueOfMember(name: string, value: Tree | string): unknown {
  if (typeof value === 'string') {
    if (LISTS.has(name)) return [];
    return BOOLEANS.has(name) ? value === 'true' : value;
  }
  const members = value.get('member');
  if (!(members instanceof Map)) return membersOf(value);
  return [...members].map(([, member]) => (typeof member === 'string' ? member : membersOf(member)));
}

/** The protocol has the items of a list in elements of their own. The cast: outputs hold nothing but what XML can. */
function contentOf(value: unknown): XmlContent {
  if (Array.isArray(value)) return { member: value.map(contentOf) };
  if (typeof value !== 'object' || value === null || value instanceof Date) return value as XmlContent;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, contentOf(member)]));
}
