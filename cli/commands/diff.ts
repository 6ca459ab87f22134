import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import { type ServedDifference, servedDifference } from '../../core/difference/served-difference.ts';
import { tooManyChangedFlags } from '../../core/document/changed-flags.ts';
import type { Issue } from '../../core/document/issue.ts';
import { compile } from '../../core/evaluation/compile.ts';
import { overdueChanges } from '../../core/hygiene/overdue-changes.ts';
import type { Command, CommandContext } from '../command.ts';
import { badArgument } from '../definitions/number-options.ts';
import { showDiff } from '../difference/show-diff.ts';
import type { PlacedIssue } from '../documents/positions.ts';
import { EXIT } from '../exit-code.ts';
import { readDocumentFile } from '../sources/document-file.ts';
import {
  acceptedFile,
  type DocumentSource,
  deployedDocument,
  type FileSource,
  type SourcedDocument,
  type SourceOptions,
} from '../sources/sourced-document.ts';
import { type SampleOptions, userSample } from '../sources/user-sample.ts';

/** Options of `diff`. */
export interface DiffOptions extends SourceOptions, SampleOptions {
  /** The next document, with `--env`; otherwise the deployed one and the next. */
  readonly arguments: readonly [first: string, second: string | undefined];
}

/** What `diff --json` prints. */
export interface DiffData {
  readonly deployed: DocumentSource;
  readonly next: FileSource;
  /** Whether the validator would accept the next document where the other one is deployed. */
  readonly mayBeDeployed: boolean;
  /** Why not; with line and column where it is the document itself. Warnings are left to `validate`. */
  readonly issues: readonly (Issue | PlacedIssue)[];
  /** Flags that are different. This and `served` are empty when the next document cannot be read. */
  readonly changes: readonly ChangedFlag[];
  /** Whom both documents were tried on. */
  readonly sample: { readonly users: number; readonly file?: string };
  /** Every flag of either document, and how it serves the sample. */
  readonly served: readonly ServedDifference[];
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
