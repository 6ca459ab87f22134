import { STAGES } from '../../config/stages.ts';
import type { StageConfig } from '../../lib/stage-config.ts';

const { guard: _, ...unguarded } = STAGES.prod;

/** What becomes of answers is counted, judged, compared and told. */
const MEASURED = {
  outcomes: { task_completed: { direction: 'up', primary: true } },
  evaluation: {
    sample: { inference_model: 50 },
    rubric: 'v1',
    rubrics: { version: 1, rubrics: { v1: { criteria: 'The answer is right and complete.' } } },
    judge: { foundationModel: 'amazon.nova-pro-v1:0' },
  },
  comparison: { report: { bucket: 'shop-reports' } },
} as const satisfies Partial<StageConfig>;

/** The stages as they are deployed, and ones that nobody deploys, so that what is optional is looked at as well. */
export const VARIANTS = {
  staging: STAGES.staging,
  prod: STAGES.prod,
  measured: { ...STAGES.prod, ...MEASURED },
  'everything-on': {
    ...STAGES.prod,
    ...MEASURED,
    knowledgeBaseId: 'KB12345678',
    tracing: 'xray',
    encryptionKey: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    },
  },
  launchdarkly: {
    ...STAGES.prod,
    provider: 'launchdarkly',
    // Nobody is there, so that AppConfig decides, who stands behind.
    launchDarkly: { sdkKeySecret: 'prod/launchdarkly', waitMs: 50, uris: { stream: 'http://127.0.0.1:9' } },
  },
  unguarded,
  china: { ...STAGES.prod, region: 'cn-north-1', functionUrl: false },
  govcloud: { ...STAGES.prod, region: 'us-gov-west-1', functionUrl: false },
} as const satisfies Readonly<Record<string, StageConfig>>;
