import type { FlagDocument } from '../../core/document/flag-document.ts';
import { servedDeployment } from '../appconfig/prepare-change.ts';
import { namesOf, type StageNames } from '../appconfig/stage-names.ts';
import { badArgument } from '../bad-argument.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command.ts';
import type { StageOptions } from '../definitions/shared-options.ts';
import { readTextFile } from '../documents/document-file.ts';
import { readDocumentText } from '../documents/document-text.ts';
import { EXIT } from '../exit-code.ts';

/** Where a flag document was read. */
export type DocumentSource = FileSource | StageSource;

export interface FileSource {
  readonly file: string;
}

export interface StageSource extends StageNames {
  /** Number of the hosted version. */
  readonly version: number;
  /** Number of the deployment that is in progress: users whom it has reached are served its version instead. */
  readonly deploymentInProgress?: number;
}

export interface SourcedDocument<Source extends DocumentSource = DocumentSource> {
  readonly source: Source;
  readonly document: FlagDocument;
}

/** A file, or what is deployed in a stage; the options of a verb that takes either. */
export interface SourceOptions extends Omit<StageOptions, 'env'> {
  readonly env?: string;
}

/** Reads the one that is named. Rejects like {@link namedSource}, and like the two it reads by. */
export async function readSource(
  file: string | undefined,
  options: SourceOptions,
  context: CommandContext,
): Promise<SourcedDocument> {
  const { file: path, stage } = namedSource(file, options);
  return stage ? deployedDocument(stage, context) : acceptedFile(path);
}

/** The file or the stage, whichever is named. Throws `bad-argument` for both or neither. */
export function namedSource(
  file: string | undefined,
  { env, app, region, profile }: SourceOptions,
):
  | { readonly file: string; readonly stage?: never }
  | { readonly file?: never; readonly stage: StageOptions } {
  if (file !== undefined && env === undefined) return { file };
  if (file === undefined && env !== undefined) {
    return { stage: { env, ...(app !== undefined && { app }), region, profile } };
  }
  const what = file === undefined ? 'neither a file nor --env is given' : 'both a file and --env are given';
  throw badArgument(`${what}; use one of them`);
}

/** Reads a file that holds a flag document, with its text. Rejects with `document-refused`, naming the first issue. */
export async function acceptedFile(
  file: string,
): Promise<SourcedDocument<FileSource> & { readonly text: string }> {
  const text = await readTextFile(file);
  const parsed = readDocumentText(text);
  if (parsed.ok) return { source: { file }, document: parsed.value, text };
  const errors = parsed.problems.filter(({ severity }) => severity === 'error');
  const [{ line, column, message } = { line: 1, column: 1, message: 'it holds nothing' }] = errors;
  const problem = `${file} holds no flag document that could be used: ${message} (line ${line}, column ${column}); nothing was changed; see \`model-rollout validate\` for all of it, ${errors.length} in number`;
  throw new CliError('document-refused', problem, { exitCode: EXIT.findings });
}

/**
 * Reads what is served in a stage; while a deployment is in progress, what everybody was served before it. Rejects with
 * the SDK's errors, with `not-found`, and with `document-refused`.
 */
export async function deployedDocument(
  options: StageOptions,
  context: CommandContext,
): Promise<SourcedDocument<StageSource>> {
  // Looking at a file is not to wait for the AWS SDK.
  const { openStage } = await import('../appconfig/open-stage.ts');
  const { stage, deployments, versions } = await openStage(options, context);
  const standing = await deployments.standing();
  const { number: version, document } = await versions.read(servedDeployment(standing).version);
  const source = {
    ...namesOf(stage),
    version,
    ...(standing.isInProgress && { deploymentInProgress: standing.latestNumber }),
  };
  return { source, document };
}

/** How a source is called in text. */
export function sourceText(source: DocumentSource): string {
  if ('file' in source) return source.file;
  const { application, environment, version, deploymentInProgress: running } = source;
  const text = `version ${version} of ${application}/${environment}`;
  return running === undefined ? text : `${text} (deployment ${running} is in progress)`;
}
