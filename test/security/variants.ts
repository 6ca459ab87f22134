import { STAGES } from '../../config/stages.ts';
import type { StageConfig } from '../../lib/stage-config.ts';

const { guard: _, ...unguarded } = STAGES.prod;

/** The stages as they are deployed, and ones that nobody deploys, so that what is optional is looked at as well. */
export const VARIANTS = {
  staging: STAGES.staging,
  prod: STAGES.prod,
  'everything-on': { ...STAGES.prod, knowledgeBaseId: 'KB12345678' },
  unguarded,
  china: { ...STAGES.prod, region: 'cn-north-1', functionUrl: false },
} as const satisfies Readonly<Record<string, StageConfig>>;
