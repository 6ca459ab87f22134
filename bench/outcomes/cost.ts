export function costTable(): string {
  return '';
}
