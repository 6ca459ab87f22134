/** Wrong input to a rehearsal: the message says what was got, what is allowed and what to do. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}
