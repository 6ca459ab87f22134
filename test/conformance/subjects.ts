import type { SubjectKind } from './provider-suite.ts';
import { agent } from './subjects/agent.ts';
import { appConfigFlags } from './subjects/appconfig-flags.ts';
import { dataApi } from './subjects/data-api.ts';
import { file } from './subjects/file.ts';
import { launchdarkly } from './subjects/launchdarkly.ts';
import { powertools } from './subjects/powertools.ts';

/** Every source and provider there is; the columns of the table in `docs/sources.md`. */
export const SUBJECTS: readonly SubjectKind[] = [
  agent,
  dataApi,
  powertools,
  file,
  launchdarkly,
  appConfigFlags,
];
