import type { ResourceProvider, ResourceProviders } from '../resource-provider.ts';

/** Seconds that a resource takes to be made. AWS promises none; these are ours. */
const SECONDS: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 15,
  'AWS::IAM::Policy': 15,
  'AWS::Lambda::Function': 10,
};
const OTHER_SECONDS = 5;

/**
 * The providers, with the time that CloudFormation takes: a stack whose resources were all there at once would deploy its
 * first version before any alarm has been looked at. Changes and deletions take none.
 */
export function inTheirTime(
  providers: ResourceProviders,
  pass: (durationMs: number) => Promise<void>,
): ResourceProviders {
  const slowed = ([type, provider]: [string, ResourceProvider]): [string, ResourceProvider] => [
    type,
    {
      ...provider,
      create: async (request) => {
        await pass((SECONDS[type] ?? OTHER_SECONDS) * 1000);
        return provider.create(request);
      },
    },
  ];
  return Object.fromEntries(Object.entries(providers).map(slowed));
}
