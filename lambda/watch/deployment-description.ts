/** The most that AppConfig takes. */
const MAX_CHARACTERS = 1024;

/** A text as AppConfig takes it for the description of a version or deployment: ASCII, and not too long. */
export function deploymentDescription(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_CHARACTERS);
}
