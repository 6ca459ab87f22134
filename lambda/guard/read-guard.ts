import type { Guard } from '../../core/guard/guard.ts';
import { parseGuard } from '../../core/guard/parse-guard.ts';
import { ENV } from '../contract.ts';
import type { EnvReader } from '../env-reader.ts';

/** Reads the guard from its environment variable; `undefined` without one, or where it is wrong, which `reader` then reports. */
export function readGuard(reader: EnvReader): Guard | undefined {
  if (reader.optionalText(ENV.guard) === undefined) return undefined;
  const input = reader.json(ENV.guard, '{ "guardrails": [{ "metric": "errors", "tolerance": 1.1 }] }', same);
  if (input === undefined) return undefined;
  const parsed = parseGuard(input);
  if (parsed.ok) return parsed.value;
  for (const problem of parsed.problems) reader.report(ENV.guard, `is refused: ${problem}`);
  return undefined;
}

function same(input: unknown): unknown {
  return input;
}
