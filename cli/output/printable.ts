/** Text from a document or the file system in which nothing is left that a terminal would obey or hide. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`);
}
