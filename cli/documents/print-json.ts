/** Characters of a line, its indentation not counted, up to which a value is written on it. */
export const ROOM = 96;

/** JSON as people write it: on one line where it fits, else an entry a line; `indent` is that of the line it stands on. */
export function printJson(value: unknown, indent: string, lineBreak: string): string {
  const flat = flatJson(value);
  if (flat.length <= ROOM || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const entries = Array.isArray(value)
    ? value.map((entry) => printJson(entry, inner, lineBreak))
    : Object.entries(value).map(([name, member]) => printMember(name, member, inner, lineBreak));
  const lines = entries.map((entry) => `${lineBreak}${inner}${entry}`);
  return `${open}${lines.join(',')}${lineBreak}${indent}${close}`;
}

export function printMember(name: string, value: unknown, indent: string, lineBreak: string): string {
  return `${JSON.stringify(name)}: ${printJson(value, indent, lineBreak)}`;
}

function flatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${flatJson(member)}`,
  );
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}
