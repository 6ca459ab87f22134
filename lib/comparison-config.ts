import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Independence } from '../core/guard/guard.ts';
import { type NumberLimits, requireNumber } from './require-number.ts';

/** Who compares the arms of the flag in motion, and how often. */
export interface ComparisonConfig {
  /**
   * What is taken for independent. Users cost metrics by group of users; `requests` promises too much where a user sends
   * many.
   * @default 'users'
   */
  readonly independence?: Independence;
  /**
   * A report that comes by itself, to the topics that are told of deployments.
   * @default - none; `model-rollout compare` shows the same whenever it is asked
   */
  readonly report?: ReportConfig;
}

/** A report that comes by itself. */
export interface ReportConfig {
  /**
   * Whole days between two reports, 1 to 31.
   * @default 7
   */
  readonly everyDays?: number;
  /**
   * Bucket that each report is put in as a page: a construct, or the name of one that exists. Whoever may read it there
   * sees the figures of the experiment.
   * @default - none; verdicts are told, and `model-rollout compare --html` writes the page
   */
  readonly bucket?: IBucket | string;
}

/** Days between two reports. */
export const REPORT_DAYS: NumberLimits = { min: 1, max: 31, integer: true, known: true };

const INDEPENDENCE: readonly unknown[] = ['users', 'requests'];

/** Bucket names, as "General purpose bucket naming rules" of the S3 User Guide has them, without dots. */
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** A comparison with its defaults filled in. */
export interface CheckedComparison {
  readonly independence: Independence;
  readonly report?: Required<Pick<ReportConfig, 'everyDays'>> & Pick<ReportConfig, 'bucket'>;
}

/**
 * Fills in the defaults.
 *
 * @throws naming the prop and what is allowed.
 */
export function checkComparison({ independence = 'users', report }: ComparisonConfig): CheckedComparison {
  if (!INDEPENDENCE.includes(independence)) {
    throw new Error(
      `comparison.independence is ${JSON.stringify(independence)}, but must be users or requests: use one of them`,
    );
  }
  if (report === undefined) return { independence };
  const { everyDays = 7, bucket } = report;
  requireNumber('comparison.report.everyDays', everyDays, REPORT_DAYS);
  if (typeof bucket === 'string' && !BUCKET.test(bucket)) {
    throw new Error(
      `comparison.report.bucket is ${JSON.stringify(bucket)}, but must be the name of a bucket, of 3 to 63 lower-case letters, digits and hyphens: give that`,
    );
  }
  return { independence, report: { everyDays, ...(bucket !== undefined && { bucket }) } };
}
