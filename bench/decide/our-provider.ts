import { printFlagDocument } from '../../core/document/print-flag-document.ts';
import { AppConfigModelFlagsProvider } from '../../lambda/openfeature/app-config-model-flags-provider.ts';
import { benchmarkDocument } from '../evaluate/flags.ts';

/** Our provider over the document in memory, where the data API's source has it between two polls. */
export function ourProvider(): AppConfigModelFlagsProvider {
  const safeDefault = printFlagDocument(benchmarkDocument());
  const document = { bytes: new TextEncoder().encode(safeDefault), version: '7' };
  return new AppConfigModelFlagsProvider({ source: { fetch: async () => document }, safeDefault });
}
