import { checkHygiene } from '../../core/hygiene/check-hygiene.ts';
import { findStale } from '../../core/hygiene/find-stale.ts';
import { DAY_MS } from '../../core/time/iso8601.ts';
import { FLAGS } from '../../lambda/contract.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command, CommandContext } from '../command.ts';
import { type CodeUsage, codeUsage } from '../hygiene/code-usage.ts';
import { fileSubject } from '../hygiene/file-subject.ts';
import { exitCodeOf, type HygieneData } from '../hygiene/hygiene-data.ts';
import { removalsOf } from '../hygiene/removal-order.ts';
import { showHygiene } from '../hygiene/show-hygiene.ts';
import type { Subject } from '../hygiene/subject.ts';
import type { Report } from '../report.ts';
import { namedSource, type SourceOptions } from '../sources/sourced-document.ts';

/** Options of `hygiene`. */
export interface HygieneOptions extends SourceOptions {
  readonly arguments: readonly [file: string | undefined];
  /** Path of the prompt document beside the file. */
  readonly prompts?: string;
  readonly days: number;
  /** Directories that are searched for references to flags. */
  readonly code?: readonly string[];
  /** Names of further functions that read a flag. */
  readonly call?: readonly string[];
  /** Epoch milliseconds. */
  readonly today?: number;
  readonly strict?: boolean;
}

/** What a document owes to those who look after it, what of it could go, and in which order. */
export const hygiene: Command<HygieneOptions> = async (options, context) => {
  const nowMs = options.today ?? context.io.clock.now();
  const basis = { today: new Date(nowMs).toISOString().slice(0, 10), days: options.days };
  const subject = await subjectOf(options, nowMs, context);
  if ('problems' in subject) {
    return report({ ...basis, document: subject.source, issues: subject.problems, stale: [] }, options);
  }
  const found = { ...basis, ...findings(subject, nowMs, options.days) };
  if (options.code === undefined) return report(found, options);
  const code = await codeOf(subject, options, context);
  const { document, form } = subject.facts;
  const removals = removalsOf({ document, form, stale: found.stale, references: code.references, nowMs });
  return report({ ...found, code, removals }, options);
};

async function subjectOf(
  { arguments: [path], prompts, days, ...options }: HygieneOptions,
  nowMs: number,
  context: CommandContext,
) {
  const { file, stage } = namedSource(path, options);
  if (stage === undefined) return fileSubject({ flags: file, prompts });
  if (prompts !== undefined) {
    throw badArgument('--prompts is given beside --env, which has prompts of its own; leave it out');
  }
  // Looking at a file is not to wait for the AWS SDK.
  const [{ openStage }, { stageSubject }] = await Promise.all([
    import('../appconfig/open-stage.ts'),
    import('../hygiene/stage-subject.ts'),
  ]);
  const open = await openStage(stage, context);
  return stageSubject(open, { fromMs: nowMs - days * DAY_MS, nowMs });
}

function findings(
  { source, facts, warnings, positionOf }: Subject,
  nowMs: number,
  days: number,
): Pick<HygieneData, 'document' | 'issues' | 'stale'> {
  const located = <Found extends { readonly pointer: string }>(found: Found) => ({
    ...found,
    ...positionOf?.(found.pointer),
  });
  const stale = findStale({ ...facts, nowMs, days, promptFlag: FLAGS.prompt });
  return {
    document: source,
    issues: [...warnings, ...checkHygiene(facts.document, nowMs, facts.form).map(located)],
    // Pointers of prompts are into another document.
    stale: stale.map((found) => (found.subject === 'prompt' ? found : located(found))),
  };
}

async function codeOf(
  { facts }: Subject,
  { code = [], call = [] }: HygieneOptions,
  { io, aftermath }: CommandContext,
): Promise<CodeUsage> {
  const search = { directories: code, calls: call, signal: io.interrupted };
  return codeUsage(facts.document, search).catch((error: unknown) => {
    aftermath.checkpoint(io.interrupted);
    throw error;
  });
}

function report(data: HygieneData, { strict }: HygieneOptions): Report {
  return { exitCode: exitCodeOf(data, strict), data, show: (screen) => showHygiene(data, screen) };
}
