import { describe, expect, it } from 'vitest';
import {
  type Call,
  type Grant,
  grantsOf,
  notAllowed,
  type ResolvedStatement,
} from '../security/permission.ts';
import { codeBlocks, read } from './markdown.ts';

const APPCONFIG = 'arn:aws:appconfig:us-east-1:123456789012';
const APP = `${APPCONFIG}:application/APP`;
const ENVIRONMENT = `${APP}/environment/e1`;
const PROFILE = `${APP}/configurationprofile/p1`;
const DEPLOYMENT = `${ENVIRONMENT}/deployment/7`;
const STRATEGY = `${APPCONFIG}:deploymentstrategy/s1`;
const CONFIGURATION = `${ENVIRONMENT}/configuration/p1`;
const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:SERVICE-STAGE-candidate-latency';

/** Required resource types of each action by the Service Authorization Reference; of tags, what the commands tag. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'appconfig:CreateHostedConfigurationVersion': [APP, PROFILE],
  'appconfig:GetConfigurationProfile': [APP, PROFILE],
  'appconfig:GetDeployment': [APP, ENVIRONMENT, DEPLOYMENT],
  'appconfig:GetDeploymentStrategy': [STRATEGY],
  'appconfig:GetEnvironment': [APP, ENVIRONMENT],
  'appconfig:GetExtensionAssociation': [`${APPCONFIG}:extensionassociation/a1`],
  'appconfig:GetHostedConfigurationVersion': [APP, PROFILE, `${PROFILE}/hostedconfigurationversion/2`],
  'appconfig:GetLatestConfiguration': [CONFIGURATION],
  'appconfig:ListApplications': ['*'],
  'appconfig:ListConfigurationProfiles': [APP],
  'appconfig:ListDeploymentStrategies': ['*'],
  'appconfig:ListDeployments': [APP, ENVIRONMENT],
  'appconfig:ListEnvironments': [APP],
  'appconfig:ListExtensionAssociations': ['*'],
  'appconfig:ListHostedConfigurationVersions': [APP, PROFILE],
  'appconfig:ListTagsForResource': [ENVIRONMENT, DEPLOYMENT],
  'appconfig:StartConfigurationSession': [CONFIGURATION],
  'appconfig:StartDeployment': [APP, ENVIRONMENT, PROFILE, STRATEGY],
  'appconfig:StopDeployment': [APP, ENVIRONMENT, DEPLOYMENT],
  'appconfig:TagResource': [ENVIRONMENT, DEPLOYMENT],
  'appconfig:UntagResource': [ENVIRONMENT, DEPLOYMENT],
  'cloudwatch:DescribeAlarmHistory': [ALARM],
  'cloudwatch:DescribeAlarms': ['*'],
  'cloudwatch:DisableAlarmActions': [ALARM],
  'cloudwatch:EnableAlarmActions': [ALARM],
  'cloudwatch:GetMetricData': ['*'],
  'cloudwatch:ListMetrics': ['*'],
};

/** Permissions of the policies in a file, in the order of its blocks. */
function policiesIn(file: string): readonly (readonly Grant[])[] {
  return codeBlocks('json')
    .filter(({ place }) => place.startsWith(`${file}:`))
    .map(
      ({ code }) =>
        JSON.parse(code) as ResolvedStatement & { readonly Statement?: readonly ResolvedStatement[] },
    )
    .map((policy) => [policy.Statement ?? policy].flat().flatMap(grantsOf));
}

function actionsOf(grants: readonly Grant[] = []): readonly string[] {
  return [...new Set(grants.map(({ action }) => action))].sort();
}

describe('the policies of people for one stage', () => {
  const [look, change] = policiesIn('docs/security.md');
  const [looking, changing] = policiesIn('docs/cli.md').filter(([grant]) =>
    grant?.action.startsWith('appconfig:'),
  );

  it('hold the actions that the command line needs, and no others', () => {
    expect(actionsOf(look)).toEqual(actionsOf(looking));
    expect(actionsOf(change)).toEqual(actionsOf(changing));
  });

  it('allow each action on the resources that AWS decides on', () => {
    const both = [...(look ?? []), ...(change ?? [])];
    const calls = actionsOf(both).map((action): Call => ({ action, resources: NEEDED[action] ?? [] }));
    expect(calls.filter(({ resources }) => resources.length === 0)).toEqual([]);
    expect(notAllowed(calls, both)).toEqual([]);
  });

  it('are of one application wherever AWS knows a resource in it', () => {
    const others = [...(look ?? []), ...(change ?? [])].filter(({ resource }) => resource === '*');
    for (const { action } of others) expect(NEEDED[action], action).toEqual(['*']);
  });
});

it('is found from the README', () => {
  expect(read('README.md')).toContain('(docs/security.md)');
});
