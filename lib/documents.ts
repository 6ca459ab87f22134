import type { Flag, FlagDocument, FlagValue } from '../core/document/flag-document.ts';
import { isGate } from '../core/document/gates.ts';
import { type Issue, issueLine } from '../core/document/issue.ts';
import { parseFlagDocument } from '../core/document/parse-flag-document.ts';
import { parsePromptDocument } from '../core/prompts/parse-prompt-document.ts';
import type { PromptDocument } from '../core/prompts/prompt-document.ts';
import { FLAGS } from '../lambda/contract.ts';

/** A flag document and the prompt document it speaks of, not yet checked. */
export interface Documents {
  readonly flags: unknown;
  readonly prompts: unknown;
}

/** The same, parsed. */
export interface ParsedDocuments {
  readonly flags: FlagDocument;
  readonly prompts: PromptDocument;
}

/**
 * Parses both documents with the parsers that the validator and the handlers use.
 *
 * @param prop name of the prop the documents came in, for the message.
 * @throws listing every issue with its JSON pointer.
 */
export function parseDocuments(prop: string, documents: Documents): ParsedDocuments {
  const flags = parseFlagDocument(documents.flags);
  const prompts = parsePromptDocument(documents.prompts);
  if (flags.ok && prompts.ok) return { flags: flags.value, prompts: prompts.value };
  throw new Error(
    [
      ...(flags.ok ? [] : describe(`${prop}.flags`, flags.problems)),
      ...(prompts.ok ? [] : describe(`${prop}.prompts`, prompts.problems)),
    ].join('\n'),
  );
}

/**
 * Refuses documents that name what the environment does not have: every flag the handler reads must be there, every
 * value of the model flag must be in the catalogue, every prompt version must be in the prompt document. Values that
 * are only `allowed` count too: they are what an operator may roll out next.
 *
 * @throws listing every missing flag, model and prompt version.
 */
export function requireServable(
  prop: string,
  { flags, prompts }: ParsedDocuments,
  modelValues: readonly string[],
): void {
  const known: Readonly<Record<string, ReadonlySet<FlagValue>>> = {
    [FLAGS.model]: new Set(modelValues),
    [FLAGS.prompt]: new Set(prompts.prompts.keys()),
  };
  const problems = Object.values(FLAGS).flatMap((name) => {
    const flag = flags.flags.find((candidate) => candidate.flag === name);
    if (flag === undefined) return [`${prop}.flags lacks the flag ${name}, which the handler reads: add it`];
    return unknownValues(prop, flag, known[name]);
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/**
 * Refuses a percentage strictly between 0 and 100, or a split.
 *
 * @throws naming flag and rule: a safe default that compares would go on comparing while the control plane is out.
 */
export function requireNoGate(prop: string, document: FlagDocument): void {
  for (const flag of document.flags) {
    const gate = flag.rules.find((rule) => isGate(flag, rule));
    if (gate !== undefined) {
      throw new Error(
        `${prop}.flags sends a share of users of ${flag.flag} to a candidate in rule ${gate.name}, but must serve everybody alike: remove the rule`,
      );
    }
  }
}

function unknownValues(prop: string, flag: Flag, known: ReadonlySet<FlagValue> | undefined): string[] {
  if (known === undefined) return [];
  return [...valuesOf(flag)]
    .filter((value) => !known.has(value))
    .map(
      (value) =>
        `${prop}.flags has the value ${JSON.stringify(value)} for ${flag.flag}, but the environment knows only ${[...known].join(', ')}: add it there or take it out of the document`,
    );
}

function valuesOf(flag: Flag): ReadonlySet<FlagValue> {
  const ruled = flag.rules.flatMap((rule) =>
    'split' in rule ? rule.split.map((arm) => arm.value) : [rule.value],
  );
  return new Set([flag.default, ...(flag.allowed ?? []), ...flag.pins.map((pin) => pin.value), ...ruled]);
}

function describe(prop: string, problems: readonly Issue[]): string[] {
  return problems.map((issue) => `${prop} is refused at ${issueLine(issue)}`);
}
