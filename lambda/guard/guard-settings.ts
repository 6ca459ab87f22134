import type { Guard } from '../../core/guard/guard.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { readGuard } from './read-guard.ts';

/** Reads the guard from environment variables; `undefined` without one. Throws `settings-invalid`. */
export function guardSettings(env: Environment): Guard | undefined {
  const reader = new EnvReader(env);
  const guard = readGuard(reader);
  reader.done();
  return guard;
}
