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
  const metadata = '<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>';
  const result = `<${operation}Result>${xmlOf(output)}</${operation}Result>`;
  return `<${operation}Response xmlns="${NAMESPACE}">${result}${metadata}</${operation}Response>`;
}

/** An error in the query protocol. */
export function queryError(code: string, message: string): string {
  const error = xmlOf({ Error: { Type: 'Sender', Code: code, Message: message }, RequestId: 'local' });
  return `<ErrorResponse xmlns="${NAMESPACE}">${error}</ErrorResponse>`;
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

function xmlOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${xmlOf(member)}</${name}>`)
    .join('');
}

/** A carriage return would be read as a line feed (XML 1.0, section 2.11). */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
