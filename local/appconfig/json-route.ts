import { jsonResponse } from '../http/json-response.ts';
import type { Route, RoutedRequest } from '../http/router.ts';

/** Method, path, status and operation of what takes and answers JSON. */
export type JsonOperation<Engine> = readonly [string, string, number, keyof Engine];

/** An operation whose answer is a JSON document, or nothing (204). */
export function jsonRoute<Engine extends object>(
  engine: Engine,
  [method, pattern, status, operation]: JsonOperation<Engine>,
): Route {
  const operate = (engine[operation] as (input: unknown) => unknown).bind(engine);
  return [
    method,
    pattern,
    async (request) => {
      const output = await operate(operationInput(request, jsonBody(request)));
      return output === undefined ? { status } : jsonResponse(status, output);
    },
  ];
}

function jsonBody({ body }: RoutedRequest): object {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as object);
}

const NUMBERS = new Set(['MaxResults', 'VersionNumber', 'DeploymentNumber', 'ExtensionVersionNumber', 'Run']);

/**
 * The members of an operation's input, from body, path, query and headers. The cast is safe as far as it goes: clients
 * are SDKs, which send what the service model declares, and the engine checks presence and ranges itself.
 */
export function operationInput<Input>({ params, query, headers }: RoutedRequest, body: object): Input {
  const located: Record<string, unknown> = {};
  for (const [name, value] of [...Object.entries(params), ...[...query].map(memberOf)]) {
    located[name] = NUMBERS.has(name) ? Number(value) : value;
  }
  if (query.has('tagKeys')) located.TagKeys = query.getAll('tagKeys');
  const latest = headers['latest-version-number'];
  if (latest !== undefined) located.LatestVersionNumber = Number(latest);
  if (headers['allow-revert'] !== undefined) located.AllowRevert = headers['allow-revert'] === 'true';
  return { ...body, ...located } as Input;
}

/** `max_results` → `MaxResults`; the one query name that is not its member's is `version` of DeleteExtension. */
function memberOf([name, value]: [string, string]): [string, string] {
  if (name === 'version') return ['VersionNumber', value];
  return [name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()), value];
}
