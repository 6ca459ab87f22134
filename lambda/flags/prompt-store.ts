import { parsePromptDocumentText } from '../../core/prompts/parse-prompt-document.ts';
import type { PromptDocument } from '../../core/prompts/prompt-document.ts';
import { type ConfigurationStore, createConfigurationStore } from './configuration-store.ts';
import { bundledDocument, decodeText, type StoreOptions } from './store-options.ts';

/** The store of prompt documents. */
export type PromptStore = ConfigurationStore<PromptDocument>;

/** Throws a `RolloutError` `safe-default-invalid` when the bundled document does not parse. */
export function createPromptStore(options: StoreOptions): PromptStore {
  return createConfigurationStore({
    ...options,
    parse: (bytes) => parsePromptDocumentText(decodeText(bytes)),
    bundled: bundledDocument(parsePromptDocumentText(options.safeDefault), 'prompt'),
  });
}
