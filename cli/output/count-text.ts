/** A number of things, whole and with its thousands set apart: `12,500`. */
export function countText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
