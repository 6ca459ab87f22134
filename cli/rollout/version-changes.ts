import { type ChangedFlag, flagChanges } from '../../core/difference/flag-changes.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { CliError } from '../cli-error.ts';

/**
 * What is different in another version of the flag document; `undefined` when one of them is deleted or no flag document.
 * Rejects with the SDK's other errors.
 */
export async function changesBetween(
  { versions }: OpenStage,
  from: string,
  to: string,
): Promise<readonly ChangedFlag[] | undefined> {
  try {
    const [before, after] = await Promise.all([versions.read(from), versions.read(to)]);
    return flagChanges(before.document, after.document);
  } catch (error) {
    if (error instanceof CliError || Object(error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
