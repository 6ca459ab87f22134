import type { FlagSource } from '../../../lambda/flags/flag-source.ts';
import { AppConfigModelFlagsProvider } from '../../../lambda/openfeature/app-config-model-flags-provider.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { modelDocument, SAFE_MODEL, type Start, type Subject } from '../provider-suite.ts';

export interface DocumentSubjectOptions extends Omit<Subject, 'provider'> {
  readonly source: FlagSource;
  readonly clock?: VirtualClock;
}

/** A source under our own provider, brought to where the situation starts. */
export async function documentSubject(options: DocumentSubjectOptions, start: Start): Promise<Subject> {
  const { source, serve, fail, catchUp, close, clock = new VirtualClock(0) } = options;
  const provider = new AppConfigModelFlagsProvider({ source, clock, safeDefault: modelDocument(SAFE_MODEL) });
  if ('serving' in start) await serve(start.serving);
  else await fail(start.fault);
  return {
    ...{ provider, serve, fail, close },
    async catchUp() {
      // Past the time for which the store leaves a failed source alone.
      clock.advance(1000);
      await catchUp();
    },
  };
}

/** What is no flag document. */
export const BROKEN = '{"version":1,"flags":[{"flag":"inference_model"';
