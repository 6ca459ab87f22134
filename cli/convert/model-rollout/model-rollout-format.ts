import { printFlagDocument } from '../../../core/document/print-flag-document.ts';
import { readDocumentText } from '../../documents/document-text.ts';
import { printJson } from '../../documents/print-json.ts';
import type { FlagFormat } from '../format.ts';

/** This package's own flag documents: nothing is lost of them. */
export const modelRolloutFormat: FlagFormat = {
  name: 'model-rollout',
  read: (text) => {
    const parsed = readDocumentText(text);
    return parsed.ok
      ? { document: parsed.value, losses: [], issues: [] }
      : { losses: [], issues: parsed.problems.filter(({ severity }) => severity === 'error') };
  },
  write: (document) => ({
    text: `${printJson(JSON.parse(printFlagDocument(document)), '', '\n')}\n`,
    losses: [],
  }),
};
