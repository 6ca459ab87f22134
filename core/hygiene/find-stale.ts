import { flagPointer } from '../document/document-form.ts';
import type { FlagDocument } from '../document/flag-document.ts';
import { child } from '../document/issue-list.ts';
import { segmentsReached } from '../document/segments.ts';
import { namedValues } from '../document/step.ts';
import type { StaleFacts, StaleFinding } from './stale-finding.ts';
import { staleFlag } from './stale-flag.ts';

/** Everything of a document that could go, in the document's order: flags, segments, then prompt versions. */
export function findStale(facts: StaleFacts): readonly StaleFinding[] {
  const { document, form } = facts;
  return [
    ...document.flags.flatMap((flag, index) => staleFlag({ flag, pointer: flagPointer(form, index) }, facts)),
    ...unusedSegments(document),
    ...unusedPrompts(facts),
  ];
}

function unusedSegments({ flags, segments }: FlagDocument): readonly StaleFinding[] {
  const conditions = flags.flatMap(({ pins, rules }) =>
    [...pins, ...rules].map(({ condition }) => condition),
  );
  const used = segmentsReached(conditions, segments);
  return Object.keys(segments)
    .filter((name) => !used.has(name))
    .map((name) => ({
      kind: 'unused-segment',
      subject: 'segment',
      name,
      pointer: child('/segments', name),
      reason: `no pin and no rule names segment ${name}`,
      fix: 'remove it',
    }));
}

function unusedPrompts({ document, prompts, promptFlag }: StaleFacts): readonly StaleFinding[] {
  const flag = document.flags.find(({ flag: name }) => name === promptFlag);
  if (prompts === undefined || flag === undefined) return [];
  const named = [...flag.pins, ...flag.rules].flatMap(namedValues);
  const used = new Set([flag.default, ...(flag.allowed ?? []), ...named]);
  return [...prompts.prompts.keys()]
    .filter((version) => !used.has(version))
    .map((version) => ({
      kind: 'unused-prompt',
      subject: 'prompt',
      name: version,
      pointer: child('/prompts', version),
      reason: `flag ${flag.flag} neither serves nor allows prompt version ${version}`,
      fix: 'remove it from the prompt document',
    }));
}
