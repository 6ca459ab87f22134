import { tooManyChangedFlags } from '../../core/document/changed-flags.ts';
import { documentForm } from '../../core/document/document-form.ts';
import type { FlagDocument } from '../../core/document/flag-document.ts';
import { type Issue, issueLine } from '../../core/document/issue.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { overdueChanges } from '../../core/hygiene/overdue-changes.ts';
import type { Clock } from '../clock.ts';
import { RolloutError } from '../rollout-error.ts';
import type { DeployedDocuments, DeployedKey } from './deployed-documents.ts';
import { parseValidatorEvent } from './validator-event.ts';

export interface ValidatorDependencies {
  /** AppConfig environment the new version is compared in: the event does not name one. */
  readonly environmentId: string;
  readonly deployed: DeployedDocuments;
  /** Tells which clean-up dates have passed. */
  readonly clock: Clock;
}

/** Resolves to accept; rejects to refuse, and AppConfig shows the message to whoever wanted to deploy. */
export type Validator = (event: unknown) => Promise<void>;

/**
 * AppConfig's Lambda validator of flag documents: the document itself, then that at most one flag changes against the
 * deployed version, and none past its clean-up date unless the change only takes away or settles it. Nothing deployed:
 * every flag is new, and how many there are does not matter. Something deployed that is itself broken: whatever can be
 * read may replace it, since it cannot be told what changes.
 */
export function createValidator({ environmentId, deployed, clock }: ValidatorDependencies): Validator {
  return async (event) => {
    const { applicationId, configurationProfileId, content } = parseValidatorEvent(event);
    const next = parseFlagDocumentText(content);
    if (!next.ok) throw refusal(next.problems);
    const current = await readDeployed(deployed, { applicationId, environmentId, configurationProfileId });
    if (current === 'broken') return;
    const tooMany = current && tooManyChangedFlags(current, next.value);
    const change = { deployed: current, next: next.value, form: documentForm(JSON.parse(content)) };
    const issues = [...(tooMany ? [tooMany] : []), ...overdueChanges(change, clock.now())];
    if (issues.length > 0) throw refusal(issues);
  };
}

async function readDeployed(
  deployed: DeployedDocuments,
  key: DeployedKey,
): Promise<FlagDocument | 'broken' | undefined> {
  const text = await deployed.read(key).catch((cause: unknown) => {
    const message =
      'the deployed version could not be read to compare it; nothing was changed, try again in a minute';
    throw new RolloutError('deployed-version-unreadable', message, { fault: 'dependency', cause });
  });
  if (text === undefined) return undefined;
  const current = parseFlagDocumentText(text);
  return current.ok ? current.value : 'broken';
}

function refusal(problems: readonly Issue[]): RolloutError {
  const errors = problems.filter((issue) => issue.severity === 'error').map(issueLine);
  const message = `the flag document is refused, nothing was changed:\n${errors.join('\n')}`;
  return new RolloutError('document-refused', message, { fault: 'user' });
}
