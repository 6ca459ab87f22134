import { isDeepStrictEqual } from 'node:util';
import { tooManyChangedFlags } from '../../core/document/changed-flags.ts';
import { documentForm } from '../../core/document/document-form.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { issueLine } from '../../core/document/issue.ts';
import { overdueChanges } from '../../core/hygiene/overdue-changes.ts';
import type { Result } from '../../core/result.ts';
import type { Clock } from '../../lambda/clock.ts';
import type { FlagDeployment, Standing } from '../../lambda/watch/standing.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../documents/document-file.ts';
import { plainJson, readDocumentText, withChange } from '../documents/document-text.ts';
import { EXIT } from '../exit-code.ts';
import type { HostedVersion } from './hosted-versions.ts';
import { inProgress } from './in-progress.ts';
import type { KeptFile } from './kept-file.ts';
import type { OpenStage } from './open-stage.ts';

/** What somebody wants to be different. */
export interface Change {
  /** Name of the command, for label and description. */
  readonly verb: string;
  /** What it comes to, in one line without customers' names: `inference_model: claude-sonnet-4-6 for 5 %`. */
  readonly summary: string;
  /** The next document; the same one when there is nothing to do. */
  readonly next: (deployed: FlagDocument) => Result<FlagDocument, string>;
  /** JSON text of the next document; default: the deployed text with nothing but the change in it. */
  readonly text?: string | undefined;
  /** Path of the document on disk, JSON or JSONC, that is kept in step with what is deployed. */
  readonly file?: string | undefined;
}

/** A change worked out against what is deployed, and the locks under which it may be made. */
export interface PreparedChange {
  readonly change: Change;
  /** How the environment stood. */
  readonly standing: Standing;
  /** Number of the newest version there was. */
  readonly latestVersion: number;
  readonly deployed: HostedVersion;
  readonly after: FlagDocument;
  /** What is stored: JSON without comments. */
  readonly text: string;
  readonly file: KeptFile | undefined;
}

/**
 * Works a change out; `undefined` when what is deployed is so already. Refuses while a deployment is in progress, when
 * nothing is deployed, what the document's rules refuse, and what the validator would refuse for a date, before a version is
 * stored for it. Rejects with the SDK's errors. Changes nothing.
 */
export async function prepareChange(
  open: OpenStage,
  change: Change,
  clock: Clock,
): Promise<PreparedChange | undefined> {
  const standing = await open.deployments.standing();
  if (standing.isInProgress) throw inProgress(standing);
  const { version } = servedDeployment(standing);
  const [deployed, latestVersion] = await Promise.all([
    open.versions.read(version),
    open.versions.latestNumber(),
  ]);
  const after = nextDocument(deployed.document, change);
  if (after === deployed.document) return undefined;
  const texts = await textsOf(deployed, after, change);
  const form = documentForm(JSON.parse(texts.text));
  const overdue = overdueChanges({ deployed: deployed.document, next: after, form }, clock.now());
  if (overdue.length > 0) throw refused(overdue.map(issueLine).join('; '));
  return { change, standing, latestVersion, deployed, after, ...texts };
}

/** The deployment whose document is served, or goes on being served to those that a running one has not reached. */
export function servedDeployment({ newest, before }: Standing): FlagDeployment {
  const served = newest?.state === 'COMPLETE' ? newest : before;
  if (served !== undefined) return served;
  throw new CliError(
    'not-found',
    'no flag document is deployed in this environment; nothing was changed; deploy the stack first, or wait until it is',
    { exitCode: EXIT.refused },
  );
}

function nextDocument(deployed: FlagDocument, { next }: Change): FlagDocument {
  const result = next(deployed);
  if (!result.ok) throw refused(result.problems.join('; '));
  const issue = tooManyChangedFlags(deployed, result.value);
  if (issue !== undefined) throw refused(issueLine(issue));
  return result.value;
}

/** What is on disk has to be what is deployed: a change is a change of both. */
async function textsOf(
  deployed: HostedVersion,
  after: FlagDocument,
  { file: path, text: next }: Change,
): Promise<Pick<PreparedChange, 'text' | 'file'>> {
  if (path === undefined) return { text: next ?? withChange(deployed.text, after), file: undefined };
  const onDisk = await readTextFile(path);
  const parsed = readDocumentText(onDisk);
  if (!parsed.ok || !isDeepStrictEqual(parsed.value, deployed.document)) {
    const message = `${path} does not hold what is deployed, version ${deployed.number}; nothing was changed; see \`model-rollout diff\`, and bring the file up to date or leave --file out`;
    throw new CliError('file-differs', message, { exitCode: EXIT.refused });
  }
  const text = withChange(onDisk, after);
  return { text: plainJson(text), file: { path, before: onDisk, text } };
}

function refused(problem: string): CliError {
  return new CliError('change-refused', `${problem}; nothing was changed`, { exitCode: EXIT.refused });
}
