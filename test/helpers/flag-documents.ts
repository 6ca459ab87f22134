import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { type CompiledDocument, compile } from '../../core/evaluation/compile.ts';

type Json = Readonly<Record<string, unknown>>;

/** A document of one flag `m` that serves `old`, with what is given. */
export function aFlag(members: Json = {}): Json {
  return { flag: 'm', default: 'old', permanent: true, ...members };
}

/** A whole document of these flags. */
export function aDocument(flags: readonly Json[], segments: Json = {}): Json {
  return { version: 1, segments, flags };
}

/** A rule that serves `value` to a share of the units its condition matches. */
export function aPercentage(percentage: number, condition: Json = {}, value: unknown = 'new'): Json {
  return { name: 'canary', condition: { ...condition, rollout_percentage: percentage }, value };
}

/** A split of equal arms whose first is the control. */
export function aSplit(values: readonly unknown[], condition: Json = {}): Json {
  return {
    name: 'compare',
    condition,
    split: values.map((value) => ({ value, weight: 1 })),
    control: values[0],
  };
}

/** The document in normal form; what is refused fails the test with the reasons. */
export function parsed(input: unknown): FlagDocument {
  const result = parseFlagDocument(input);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.problems, undefined, 2)}`);
  return result.value;
}

export function compiled(input: unknown): CompiledDocument {
  return compile(parsed(input));
}

/** Code and place of every error, in order; none when the document is accepted. */
export function errorsOf(input: unknown): readonly { code: string; pointer: string }[] {
  const result = parseFlagDocument(input);
  if (result.ok) return [];
  return result.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, pointer }) => ({ code, pointer }));
}
