import type { FlagMetadata } from '@openfeature/server-sdk';
import { FLAG_METADATA } from '../openfeature/flag-metadata.ts';
import type { Compared } from './comparison.ts';
import type { Standing } from './launchdarkly-session.ts';

/** What served, and how far it can be trusted. */
export function sourceMetadata(
  { freshness, problem }: Standing,
  rule?: string,
  version?: string,
): FlagMetadata {
  const metadata: FlagMetadata = {};
  if (rule !== undefined) metadata[FLAG_METADATA.rule] = rule;
  if (version !== undefined) metadata[FLAG_METADATA.documentVersion] = version;
  metadata[FLAG_METADATA.origin] = 'launchdarkly';
  metadata[FLAG_METADATA.freshness] = freshness;
  if (problem !== undefined) metadata[FLAG_METADATA.problem] = problem;
  return metadata;
}

/** The side of one who is in an experiment; nothing for anybody else. */
export function comparisonMetadata(compared: Compared | undefined): FlagMetadata {
  if (compared === undefined) return {};
  const { role, bucket, control } = compared;
  const metadata: FlagMetadata = { [FLAG_METADATA.role]: role };
  if (bucket !== undefined) metadata[FLAG_METADATA.bucket] = bucket;
  if (role === 'candidate') metadata[FLAG_METADATA.control] = control;
  return metadata;
}
