import { createHash } from 'node:crypto';
import type { Deployed, DeployedVersion } from './deployed.ts';

/**
 * Where a target of a gradual deployment stands, uniform in [0, 100): it is reached once the percentage is greater.
 * AWS does not document how it picks targets. Ours is the first 32 bits of SHA-256 over environment, deployment number
 * and target: independent of every hash the flag document uses, drawn anew by each deployment, never by a step.
 */
export function targetDraw(deployed: Deployed, target: string): number {
  const hash = createHash('sha256')
    .update(`${deployed.environmentId}/${deployed.deploymentNumber}:${target}`)
    .digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100;
}

/** The version a target with this draw is served; undefined = not reached, and there is no earlier version. */
export function versionFor(deployed: Deployed, draw: () => number): DeployedVersion | undefined {
  if (deployed.percentage >= 100) return deployed.current;
  return draw() < deployed.percentage ? deployed.current : deployed.previous;
}
