import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { propertiesOf } from '../lib/helpers/template.ts';

interface Attribute {
  readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: string];
}

interface EnvironmentProperties {
  readonly Monitors?: readonly { readonly AlarmArn: Attribute; readonly AlarmRoleArn: Attribute }[];
}

interface ExtensionProperties {
  readonly Actions: Readonly<
    Record<string, readonly { readonly Uri: Attribute; readonly RoleArn: Attribute }[]>
  >;
}

/** Logical id of the role in whose name AppConfig asks for an alarm, by the alarm's logical id. */
export function monitorRolesOf(template: CloudFormationTemplate): ReadonlyMap<string, string> {
  const environments = propertiesOf<EnvironmentProperties>(template, 'AWS::AppConfig::Environment');
  const monitors = environments.flatMap(({ Monitors = [] }) => Monitors);
  return new Map(monitors.map(({ AlarmArn, AlarmRoleArn }) => [owner(AlarmArn), owner(AlarmRoleArn)]));
}

/** Logical id of the role in whose name AppConfig calls an extension, by the function's logical id. */
export function extensionRolesOf(template: CloudFormationTemplate): ReadonlyMap<string, string> {
  const extensions = propertiesOf<ExtensionProperties>(template, 'AWS::AppConfig::Extension');
  const actions = extensions.flatMap(({ Actions }) => Object.values(Actions).flat());
  return new Map(actions.map(({ Uri, RoleArn }) => [owner(Uri), owner(RoleArn)]));
}

function owner({ 'Fn::GetAtt': [logicalId] }: Attribute): string {
  return logicalId;
}
