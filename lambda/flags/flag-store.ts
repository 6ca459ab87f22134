import type { FlagDocument } from '../../core/document/flag-document.ts';
import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { type CompiledDocument, compile } from '../../core/evaluation/compile.ts';
import { type ConfigurationStore, createConfigurationStore } from './configuration-store.ts';
import { bundledDocument, decodeText, type StoreOptions } from './store-options.ts';

/** A flag document ready to be evaluated, with what it was made of. */
export interface StoredDocument extends CompiledDocument {
  readonly document: FlagDocument;
}

/** The store of compiled flag documents. */
export type FlagStore = ConfigurationStore<StoredDocument>;

/** Throws a `RolloutError` `safe-default-invalid` when the bundled document does not parse. */
export function createFlagStore(options: StoreOptions): FlagStore {
  const parse = (text: string) => {
    const parsed = parseFlagDocumentText(text);
    if (!parsed.ok) return parsed;
    return { ok: true as const, value: { ...compile(parsed.value), document: parsed.value } };
  };
  return createConfigurationStore({
    ...options,
    parse: (bytes) => parse(decodeText(bytes)),
    bundled: bundledDocument(parse(options.safeDefault), 'flag'),
  });
}
