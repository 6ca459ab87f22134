import { parseFlagDocumentText } from '../../core/document/parse-flag-document.ts';
import { type CompiledDocument, compile } from '../../core/evaluation/compile.ts';
import { type ConfigurationStore, createConfigurationStore } from './configuration-store.ts';
import { bundledDocument, decodeText, type StoreOptions } from './store-options.ts';

/** The store of compiled flag documents. */
export type FlagStore = ConfigurationStore<CompiledDocument>;

/** Throws a `RolloutError` `safe-default-invalid` when the bundled document does not parse. */
export function createFlagStore(options: StoreOptions): FlagStore {
  const parse = (text: string) => {
    const parsed = parseFlagDocumentText(text);
    return parsed.ok ? { ok: true as const, value: compile(parsed.value) } : parsed;
  };
  return createConfigurationStore({
    ...options,
    parse: (bytes) => parse(decodeText(bytes)),
    bundled: bundledDocument(parse(options.safeDefault), 'flag'),
  });
}
