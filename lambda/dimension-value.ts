/**
 * A text as the value of a dimension: CloudWatch takes 1 to 1024 printable ASCII characters and drops the record otherwise.
 * Whoever reads the metric has to ask for what was written.
 */
export function dimensionValue(text: string): string {
  return (
    text
      .replace(/[^\x20-\x7e]/g, '?')
      .trim()
      .slice(0, 1024) || '-'
  );
}
