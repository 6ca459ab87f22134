/**
 * Regions without function URLs. "Getting Started with Amazon Web Services in China", Amazon Lambda, says so of the two in
 * China; of the others, the resource type `AWS::Lambda::Url` is missing from CloudFormation's published schemas of the
 * Region, as cfn-lint 1.58 has them. Lambda's own guide names no Regions any more and sends its readers to a look-up, so
 * some of these may have function URLs by now.
 */
export const REGIONS_WITHOUT_FUNCTION_URLS: readonly string[] = [
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
];

/**
 * Refuses a Region that is known to have no function URLs. A token passes: it is not known yet.
 *
 * @throws naming the Region and the ways there are.
 */
export function requireFunctionUrls(region: string): void {
  if (!REGIONS_WITHOUT_FUNCTION_URLS.includes(region)) return;
  throw new Error(
    `region ${region} has no function URLs as far as is known: set functionUrl to false and invoke the function by its name, or to true if Lambda offers them there by now`,
  );
}
