import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { type Explanation, explain as explanationOf } from '../../core/evaluation/explain.ts';
import { isRecord } from '../../core/record.ts';
import { badArgument } from '../bad-argument.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { showExplanation } from '../explanation/show-explanation.ts';
import type { Screen } from '../output/screen.ts';
import { valueText } from '../output/value-text.ts';
import {
  type DocumentSource,
  readSource,
  type SourceOptions,
  sourceText,
} from '../sources/sourced-document.ts';

/** Options of `explain`. */
export interface ExplainOptions extends SourceOptions {
  readonly arguments: readonly [file: string | undefined];
  /** JSON of the user's attributes. */
  readonly user: string;
  readonly flag?: string;
}

/** What `explain --json` prints. */
export interface ExplainData {
  readonly document: DocumentSource;
  /** Names only. */
  readonly attributes: readonly string[];
  /** In the document's order; the flag that was asked for, or all of them. */
  readonly flags: readonly Explanation[];
}

/** The decisions for one user, and why. */
export const explain: Command<ExplainOptions> = async (options, context) => {
  const user = parsedUser(options.user);
  const { source, document } = await readSource(options.arguments[0], options, context);
  const nowMs = context.io.clock.now();
  const data: ExplainData = {
    document: source,
    attributes: Object.keys(user),
    flags: flagNames(document, options.flag).map((flag) => explanationOf(document, flag, user, nowMs)),
  };
  return { exitCode: EXIT.ok, data, show: (screen) => show(data, screen) };
};

/** What the person wrote is not repeated: it holds attributes of a user. */
function parsedUser(text: string): EvaluationContext {
  const allowed = 'use a JSON object such as \'{"user_id":"u-1"}\', in single quotes';
  let user: unknown;
  try {
    user = JSON.parse(text);
  } catch {
    throw badArgument(`--user is not JSON; ${allowed}`);
  }
  if (isRecord(user)) return user;
  throw badArgument(`--user is JSON, but no object; ${allowed}`);
}

function flagNames({ flags }: FlagDocument, asked: string | undefined): readonly string[] {
  const names = flags.map(({ flag }) => flag);
  if (asked === undefined) return names;
  if (names.includes(asked)) return [asked];
  throw badArgument(
    `--flag is ${valueText(asked)}, which is no flag of the document; use one of ${names.join(', ')}`,
  );
}

function show({ document, attributes, flags }: ExplainData, screen: Screen): void {
  const user =
    attributes.length === 0 ? 'without attributes' : `with ${attributes.map(valueText).join(', ')}`;
  screen.paragraph(`${sourceText(document)}, for a user ${user}`);
  for (const explanation of flags) {
    screen.line();
    showExplanation(explanation, screen);
  }
}
