import { decodeText } from '../flags/store-options.ts';
import { RolloutError } from '../rollout-error.ts';

/** What AppConfig hands to a Lambda validator, under one spelling. */
export interface ValidatorEvent {
  readonly applicationId: string;
  readonly configurationProfileId: string;
  /** The document as text. */
  readonly content: string;
}

/**
 * Reads the event of an AppConfig Lambda validator. AWS has documented its members in camelCase and in PascalCase;
 * either is taken. Throws a `RolloutError` when it is neither, or when the content is not UTF-8, which no reader of the
 * document would take.
 */
export function parseValidatorEvent(event: unknown): ValidatorEvent {
  return {
    applicationId: member(event, 'applicationId'),
    configurationProfileId: member(event, 'configurationProfileId'),
    content: text(Buffer.from(member(event, 'content'), 'base64')),
  };
}

function text(content: Uint8Array): string {
  try {
    return decodeText(content);
  } catch (cause) {
    const message = 'the document is not utf-8, nothing was changed; save it as utf-8';
    throw new RolloutError('document-refused', message, { fault: 'user', cause });
  }
}

function member(event: unknown, name: string): string {
  const fields = Object(event) as Readonly<Record<string, unknown>>;
  const value = fields[name] ?? fields[`${name.charAt(0).toUpperCase()}${name.slice(1)}`];
  if (typeof value === 'string') return value;
  const message = `the event has no text ${name}, it is not one of an appconfig validator; invoke the function through appconfig`;
  throw new RolloutError('document-refused', message, { fault: 'user' });
}
