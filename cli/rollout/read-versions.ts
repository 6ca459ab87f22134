import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { CliError } from '../cli-error.ts';

/**
 * Two versions of the flag document; `undefined` when one of them is deleted or no flag document. Rejects with the SDK's
 * other errors.
 */
export async function readVersions(
  { versions }: OpenStage,
  from: string,
  to: string,
): Promise<readonly [FlagDocument, FlagDocument] | undefined> {
  try {
    const [before, after] = await Promise.all([versions.read(from), versions.read(to)]);
    return [before.document, after.document];
  } catch (error) {
    if (error instanceof CliError || Object(error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
