import { type Issue, issueLine } from '../../core/document/issue.ts';
import type { Result } from '../../core/result.ts';
import { RolloutError } from '../rollout-error.ts';
import type { ConfigurationStoreOptions } from './configuration-store.ts';

/** What a store of one kind of document needs; its parser it has itself. */
export interface StoreOptions extends Omit<ConfigurationStoreOptions<never>, 'parse' | 'bundled'> {
  /** The safe default document as JSON text. */
  readonly safeDefault: string;
}

/** UTF-8 to text; throws a TypeError on bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** The bundled document, which has to be good: without it there is nothing left to serve. */
export function bundledDocument<Value>(
  parsed: Result<Value, Issue>,
  kind: 'flag' | 'prompt' | 'rubric',
): Value {
  if (parsed.ok) return parsed.value;
  const list = parsed.problems.map(issueLine).join('; ');
  const message = `the bundled safe default ${kind} document is refused: ${list}; mend it and deploy the function again`;
  throw new RolloutError('safe-default-invalid', message, { fault: 'user' });
}
