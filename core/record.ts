/** An object that was read from JSON, as opposed to a list, a scalar or nothing. */
export function isRecord(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
