import type { LambdaFunctions } from '../lambda/lambda-functions.ts';
import type { LocalRequest } from './traffic.ts';

/** The endpoint asks for a signature and does not verify it. */
const SIGNED = {
  'content-type': 'application/json',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20270101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=local',
};

/**
 * Sends a request to a function, through its function URL where it has one. What it answers is its own affair: it is
 * counted in its metrics.
 */
export async function sendTo(
  functions: LambdaFunctions,
  { functionName, body }: LocalRequest,
): Promise<void> {
  try {
    const url = functions.urlOf(functionName);
    if (url === undefined) await functions.invokeRaw(functionName, body);
    else await (await fetch(url, { method: 'POST', headers: SIGNED, body })).arrayBuffer();
  } catch {
    // Throttled, deleted meanwhile, or the account is being closed.
  }
}
