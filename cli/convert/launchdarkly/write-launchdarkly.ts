import type { Flag, FlagDocument } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { printJson } from '../../documents/print-json.ts';
import { valuesOf } from '../flag-values.ts';
import type { WrittenFlags } from '../format.ts';
import { LossList } from '../loss-list.ts';
import type { Fields } from './fields.ts';
import { ClauseWriter } from './write-clauses.ts';
import { StepWriter } from './write-steps.ts';

/** Writes flags as LaunchDarkly's SDKs get them, such as a `FileDataSource` reads. */
export function writeLaunchDarkly(document: FlagDocument): WrittenFlags {
  const clauses = new ClauseWriter(document.segments);
  const written = document.flags.map((flag, at) => ({
    key: flag.flag,
    ...writeFlag(flag, `/flags/${at}`, clauses),
  }));
  const flags = written.filter(({ losses }) => !losses.isRefused).map(({ key, flag }) => [key, flag]);
  const content = { flags: Object.fromEntries(flags), segments: clauses.segments };
  return { text: `${printJson(content, '', '\n')}\n`, losses: written.flatMap(({ losses }) => losses.all()) };
}

function writeFlag(
  flag: Flag,
  pointer: string,
  clauses: ClauseWriter,
): { readonly flag: Fields; readonly losses: LossList } {
  const losses = new LossList(flag.flag);
  const values = valuesOf(flag);
  const steps = new StepWriter({
    flag,
    pointer,
    clauses,
    losses,
    variationOf: (value) => values.indexOf(value),
  });
  tellWhatIsGone(flag, pointer, losses);
  return {
    flag: {
      key: flag.flag,
      version: 1,
      on: !flag.disabled,
      salt: steps.salt,
      variations: values,
      offVariation: 0,
      ...steps.write(),
      prerequisites: [],
    },
    losses,
  };
}

function tellWhatIsGone(flag: Flag, pointer: string, losses: LossList): void {
  for (const member of ['description', 'owner', 'cleanup_by'] as const) {
    if (flag[member] === undefined) continue;
    losses.add('dropped', child(pointer, member), member, 'the SDKs of LaunchDarkly are not told');
  }
  if (flag.killed.length === 0) return;
  const why = 'LaunchDarkly forbids no values: pins and rules that name them are left out';
  losses.add('dropped', child(pointer, 'killed'), 'killed values', why);
}
