import { parseRubricDocumentText } from '../../core/rubrics/parse-rubric-document.ts';
import type { RubricDocument } from '../../core/rubrics/rubric-document.ts';
import { type ConfigurationStore, createConfigurationStore } from '../flags/configuration-store.ts';
import { bundledDocument, decodeText, type StoreOptions } from '../flags/store-options.ts';

/** The store of rubric documents. */
export type RubricStore = ConfigurationStore<RubricDocument>;

/** Throws a `RolloutError` `safe-default-invalid` when the bundled document does not parse. */
export function createRubricStore(options: StoreOptions): RubricStore {
  return createConfigurationStore({
    ...options,
    parse: (bytes) => parseRubricDocumentText(decodeText(bytes)),
    bundled: bundledDocument(parseRubricDocumentText(options.safeDefault), 'rubric'),
  });
}
