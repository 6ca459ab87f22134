import type { Flag, FlagValue } from '../../core/document/flag-document.ts';
import { namedValues } from '../../core/document/step.ts';

/** Every value that a flag names, each once; the default is the first. */
export function valuesOf({
  default: fallback,
  allowed = [],
  killed,
  pins,
  rules,
}: Flag): readonly FlagValue[] {
  return [...new Set([fallback, ...allowed, ...[...pins, ...rules].flatMap(namedValues), ...killed])];
}
