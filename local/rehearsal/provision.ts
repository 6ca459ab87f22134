import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { ACCOUNT } from '../account.ts';
import { type References, referencedIds, resolveIntrinsics } from './intrinsics.ts';
import { type Created, type Engines, type Properties, RESOURCE_CREATORS } from './resource-creators.ts';

/**
 * CloudFormation takes its time for each resource; five seconds are ours. Alarms that are made first have been
 * evaluated by the time the first version is deployed.
 */
const CREATION_MS = 5_000;

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Region': ACCOUNT.region,
  'AWS::AccountId': ACCOUNT.id,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'rehearsal',
};

/**
 * Brings up a template's AppConfig resources, alarms and functions in the engines, in the order of their dependencies,
 * as CloudFormation would; everything else (roles, logs) does nothing in a rehearsal. Resolves to the template's
 * outputs.
 */
export async function provision(
  template: CloudFormationTemplate,
  engines: Engines,
): Promise<Readonly<Record<string, string>>> {
  const provisioner = new Provisioner(template, engines);
  for (const logicalId of Object.keys(template.Resources)) await provisioner.create(logicalId);
  const outputs = Object.entries(template.Outputs).map(([name, { Value }]) => [
    name,
    String(provisioner.resolve(Value)),
  ]);
  return Object.fromEntries(outputs);
}

class Provisioner {
  readonly #template: CloudFormationTemplate;
  readonly #engines: Engines;
  readonly #created = new Map<string, Created>();
  readonly #references: References = {
    ref: (logicalId) => PSEUDO_PARAMETERS[logicalId] ?? this.#get(logicalId).ref,
    attribute: (logicalId, name) => this.#get(logicalId).attributes?.[name] ?? `${logicalId}.${name}`,
  };

  constructor(template: CloudFormationTemplate, engines: Engines) {
    this.#template = template;
    this.#engines = engines;
  }

  async create(logicalId: string): Promise<void> {
    const resource = this.#template.Resources[logicalId];
    if (!resource || this.#created.has(logicalId)) return;
    const needed = [...(resource.DependsOn ?? []), ...referencedIds(resource.Properties)];
    for (const dependency of needed) await this.create(dependency);
    const properties = this.resolve(resource.Properties ?? {}) as Properties;
    const creator = RESOURCE_CREATORS[resource.Type];
    const created = creator ? await creator(properties, this.#engines, logicalId) : { ref: logicalId };
    this.#created.set(logicalId, created);
    await this.#engines.pass(CREATION_MS);
  }

  resolve(value: unknown): unknown {
    return resolveIntrinsics(value, this.#references);
  }

  #get(logicalId: string): Created {
    const created = this.#created.get(logicalId);
    if (!created) throw new Error(`the template refers to ${logicalId}, which it does not define`);
    return created;
  }
}
