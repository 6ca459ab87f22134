import { isRecord } from '../../core/record.ts';
import { RolloutError } from '../rollout-error.ts';

/** The one method taken of `SecretsProvider` of `@aws-lambda-powertools/parameters/secrets`. */
export interface SecretReader {
  get(name: string, options: { readonly forceFetch: boolean }): Promise<unknown>;
}

/**
 * Reads LaunchDarkly's SDK key from a secret: its text, or the member `sdkKey` of its JSON. Rejects with what the reader
 * rejects with, and with a `RolloutError` `settings-invalid` for a secret of another form; no message holds the secret.
 */
export async function readSdkKey(secrets: SecretReader, name: string): Promise<string> {
  const secret = await secrets.get(name, { forceFetch: true });
  const key = typeof secret === 'string' ? keyIn(secret) : undefined;
  if (key !== undefined) return key;
  const message = 'the secret holds neither an sdk key as text nor json with sdkKey; store one of them';
  throw new RolloutError('settings-invalid', message, { fault: 'user' });
}

function keyIn(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return nonEmpty(text);
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? nonEmpty(parsed.sdkKey) : undefined;
  } catch {
    return undefined;
  }
}

/** Without the line break that a file or a shell left at its end, at which the SDK would throw. */
function nonEmpty(key: unknown): string | undefined {
  return typeof key === 'string' && key.trim() !== '' ? key.trim() : undefined;
}
