import { flagChanges } from '../../core/difference/flag-changes.ts';
import { servedDifference } from '../../core/difference/served-difference.ts';
import { tooManyChangedFlags } from '../../core/document/changed-flags.ts';
import type { Issue } from '../../core/document/issue.ts';
import { compile } from '../../core/evaluation/compile.ts';
import { overdueChanges } from '../../core/hygiene/overdue-changes.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command, CommandContext } from '../command.ts';
import type { DiffData } from '../difference/diff-data.ts';
import { showDiff } from '../difference/show-diff.ts';
import { readDocumentFile } from '../documents/document-file.ts';
import { EXIT } from '../exit-code.ts';
import {
  acceptedFile,
  deployedDocument,
  type SourcedDocument,
  type SourceOptions,
} from '../sources/sourced-document.ts';
import { type SampleOptions, userSample } from '../sources/user-sample.ts';

/** Options of `diff`. */
export interface DiffOptions extends SourceOptions, SampleOptions {
  /** The next document, with `--env`; otherwise the deployed one and the next. */
  readonly arguments: readonly [first: string, second: string | undefined];
}

/** What would change against what is deployed, for whom, and whether it may. */
export const diff: Command<DiffOptions> = async (options, context) => {
  const { deployed, file } = await readBoth(options, context);
  const { users, ...from } = await userSample(options);
  const parsed = await readDocumentFile(file);
  const nowMs = context.io.clock.now();
  const difference = parsed.ok
    ? {
        issues: refusals(deployed, parsed, nowMs),
        changes: flagChanges(deployed.document, parsed.value),
        served: servedDifference(compile(deployed.document), compile(parsed.value), users, nowMs),
      }
    : { issues: parsed.problems.filter(isError), changes: [], served: [] };
  const mayBeDeployed = difference.issues.length === 0;
  const data: DiffData = {
    deployed: deployed.source,
    next: { file },
    mayBeDeployed,
    ...difference,
    sample: { users: users.length, ...from },
  };
  return {
    exitCode: mayBeDeployed ? EXIT.ok : EXIT.findings,
    data,
    show: (screen) => showDiff(data, screen),
  };
};

async function readBoth(
  { arguments: [first, second], env, ...options }: DiffOptions,
  context: CommandContext,
): Promise<{ readonly deployed: SourcedDocument; readonly file: string }> {
  if (env === undefined && second !== undefined) return { deployed: await acceptedFile(first), file: second };
  if (env !== undefined && second === undefined) {
    return { deployed: await deployedDocument({ ...options, env }, context), file: first };
  }
  const what = env === undefined ? 'one file is given, and no --env' : 'two files and --env are given';
  throw badArgument(`${what}; use diff --env <name> <next file>, or diff <deployed file> <next file>`);
}

/** What the validator would say, by the same functions. */
function refusals(
  { document: deployed }: SourcedDocument,
  { value: next, form }: Extract<Awaited<ReturnType<typeof readDocumentFile>>, { readonly ok: true }>,
  nowMs: number,
): readonly Issue[] {
  const tooMany = tooManyChangedFlags(deployed, next);
  return [...(tooMany ? [tooMany] : []), ...overdueChanges({ deployed, next, form }, nowMs)];
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}
