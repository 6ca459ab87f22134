import { writeFile } from 'node:fs/promises';
import type { ReportData } from '../../report/report-data.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command, CommandContext } from '../command.ts';
import { comparisonCsv } from '../compare/comparison-csv.ts';
import { declaredIn, withDeclared } from '../compare/declared-outcomes.ts';
import { sharesIn } from '../compare/shares.ts';
import { exitCodeOf, showReport } from '../compare/show-report.ts';
import { unwritable } from '../compare/unwritable.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import type { Report } from '../report.ts';

/** Options of `compare`. */
export interface CompareOptions extends Omit<StageOptions, 'env'> {
  readonly env?: string;
  /** Name of the only flag that is looked at. */
  readonly flag?: string;
  /** Epoch milliseconds; likewise the next. */
  readonly since?: number;
  readonly until?: number;
  readonly metric?: readonly string[];
  /** `name:up` or `name:down`. */
  readonly outcome?: readonly string[];
  /** Per cent. */
  readonly margin?: number;
  readonly once?: boolean;
  /** Paths of exported records. */
  readonly records?: readonly string[];
  /** `value:weight`. */
  readonly share?: readonly string[];
  /** Paths to be written. */
  readonly html?: string;
  readonly csv?: string;
}

/** Which value of a flag is better, and how sure that is. */
export const compare: Command<CompareOptions> = async (options, context) => {
  const data = await reportData(options, context);
  if (options.html !== undefined) {
    const { renderReport } = await import('../../report/render-report.ts');
    await write(options.html, renderReport(data));
  }
  if (options.csv !== undefined) await write(options.csv, comparisonCsv(data));
  return {
    exitCode: exitCodeOf(data),
    data,
    show: (screen) => showReport(data, screen, [options.html, options.csv]),
  } satisfies Report;
};

async function reportData(options: CompareOptions, context: CommandContext): Promise<ReportData> {
  const { env, records, since, until, ...others } = options;
  if ((env === undefined) === (records === undefined)) {
    const what =
      env === undefined ? 'neither --env nor --records is given' : '--env and --records are both given';
    throw badArgument(`${what}; use --env for a stage, or --records for files`);
  }
  if (options.share !== undefined && records === undefined) {
    throw badArgument('--share is given beside --env, whose documents say the shares; leave it out');
  }
  if (since !== undefined && until !== undefined && since >= until) {
    throw badArgument('--since is not before --until; give the earlier moment to --since');
  }
  const query = {
    ...{ since, until, flag: options.flag, metrics: options.metric },
    comparison: {
      ...(options.margin !== undefined && { margin: options.margin / 100 }),
      ...(options.once && { looks: 'once' as const }),
    },
  };
  const outcomes = declaredIn(options.outcome ?? []);
  if (records !== undefined) {
    const { readRecords } = await import('../compare/read-records.ts');
    return readRecords(records, { ...query, outcomes, shares: sharesIn(options.share) });
  }
  // Looking at files is not to wait for the AWS SDK.
  const [{ openStage }, { stageReportData }, { declaredOutcomesOf }] = await Promise.all([
    import('../appconfig/open-stage.ts'),
    import('../compare/stage-report-data.ts'),
    import('../observation/guard-settings.ts'),
  ]);
  const open = await openStage({ ...others, env: env ?? '' }, context);
  const declared = await declaredOutcomesOf(open.clients.appConfig, open.stage);
  const asked = { ...query, outcomes: withDeclared(declared, outcomes) };
  return onlyFlag(await stageReportData(open, asked, context.io.clock.now()), options.flag);
}

/** What others did is not told of, for they were not looked at. */
function onlyFlag(data: ReportData, flag: string | undefined): ReportData {
  if (flag === undefined) return data;
  const effects = data.effects.filter((effect) => effect.flag === flag);
  if (effects.length > 0 || data.comparisons.length > 0 || data.effects.length === 0)
    return { ...data, effects };
  const flags = data.effects.map((effect) => effect.flag).join(', ');
  throw badArgument(`--flag is ${JSON.stringify(flag)}; use any of ${flags}`);
}

async function write(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}
