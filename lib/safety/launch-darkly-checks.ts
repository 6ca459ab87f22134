import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';
import { FLAGS } from '../../lambda/contract.ts';
import type { Network } from '../constructs/network.ts';
import { warn } from './synth-check.ts';

/**
 * Warns of a function that is to ask LaunchDarkly from a subnet that is known to lead nowhere. Of subnets by their ids
 * nothing is known.
 */
export function warnOfIsolation(scope: IConstruct, { vpc, vpcSubnets }: Network): void {
  const isolated = new Set<ISubnet>(vpc.isolatedSubnets);
  const places = vpc.selectSubnets(vpcSubnets).subnets.filter((subnet) => isolated.has(subnet));
  if (places.length === 0) return;
  const paths = places.map(({ node }) => node.path).join(', ');
  warn(
    scope,
    'no-way-to-launchdarkly',
    `network has ${paths}, isolated subnets from which LaunchDarkly cannot be reached, and the safe default or the secondary would decide: use subnets with a way to the internet, or acknowledge this if uris name a Relay Proxy in the VPC`,
  );
}

/**
 * Warns of flags whose values are not listed where LaunchDarkly decides: the watch reads in metrics who is compared, value
 * by value, and can kill none that it does not know. A document that is refused is refused elsewhere.
 */
export function warnOfUnnamedCandidates(scope: IConstruct, document: unknown): void {
  const parsed = parseFlagDocument(document);
  if (!parsed.ok) return;
  const read: readonly string[] = Object.values(FLAGS);
  const unnamed = parsed.value.flags.filter(({ flag, allowed }) => read.includes(flag) && !allowed);
  if (unnamed.length === 0) return;
  const names = unnamed.map(({ flag }) => flag).join(', ');
  warn(
    scope,
    'unnamed-candidates',
    `firstVersion.flags does not say which values ${names} may have, so the watch could not tell which of them LaunchDarkly tries out, and take none away: list them as "allowed"`,
  );
}
