import type { CloudFormationTemplate } from '../../lib/synthesize.ts';
import { ACCOUNT } from '../account.ts';
import { resolve, type Scope } from '../cloudformation/intrinsics.ts';
import { referencesOf } from '../cloudformation/references.ts';
import type { Properties, ResourceModel } from '../cloudformation/resource-provider.ts';
import {
  type Engines,
  REFERRED,
  type RehearsedResources,
  rehearsedResources,
} from './rehearsed-resources.ts';

/**
 * CloudFormation takes its time for each resource; five seconds are ours. Alarms that are made first have been
 * evaluated by the time the first version is deployed.
 */
const CREATION_MS = 5_000;

const STACK_NAME = 'rehearsal';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Region': ACCOUNT.region,
  'AWS::AccountId': ACCOUNT.id,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': STACK_NAME,
};

/**
 * Brings up a template's AppConfig resources, alarms, rules, topics and functions in the engines, in the order of their
 * dependencies; everything else (roles, logs, keys) does nothing in a rehearsal and is only named. Resources are made as
 * in a local account, but one by one in the template's order, which identifiers and so the users of each step depend on.
 * Resolves to the template's outputs.
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

/** The names of a template that has nothing but resources. Throws an `Error` naming any other that is asked for. */
export function scopeOfResources(names: Pick<Scope, 'ref' | 'attribute'>): Scope {
  const none = (kind: string) => (name: unknown) => {
    throw new Error(`got the ${kind} ${String(name)}, but only resources are known in a rehearsal`);
  };
  return { ...names, condition: none('condition'), mapping: none('mapping') };
}

interface Created {
  readonly ref: string;
  readonly model: ResourceModel;
}

class Provisioner {
  readonly #template: CloudFormationTemplate;
  readonly #pass: Engines['pass'];
  readonly #creators: RehearsedResources;
  readonly #created = new Map<string, Created>();
  readonly #scope = scopeOfResources({
    ref: (logicalId) => PSEUDO_PARAMETERS[logicalId] ?? this.#get(logicalId).ref,
    attribute: (logicalId, name) => this.#get(logicalId).model[name] ?? `${logicalId}.${name}`,
  });

  constructor(template: CloudFormationTemplate, engines: Engines) {
    this.#template = template;
    this.#pass = (durationMs) => engines.pass(durationMs);
    this.#creators = rehearsedResources(engines);
  }

  async create(logicalId: string): Promise<void> {
    const resource = this.#template.Resources[logicalId];
    if (!resource || this.#created.has(logicalId)) return;
    const { Type: type, Properties: written = {}, DependsOn: waitedFor = [] } = resource;
    const needed = [...waitedFor, ...referencesOf(written).map(({ name }) => name)];
    for (const dependency of needed) await this.create(dependency);
    const properties = this.resolve(written) as Properties;
    const request = { properties, logicalId, stackName: STACK_NAME, generatedName: logicalId };
    const model = (await this.#creators[type]?.(request)) ?? {};
    const referred = REFERRED[type];
    this.#created.set(logicalId, {
      ref: referred === undefined ? logicalId : String(model[referred]),
      model,
    });
    await this.#pass(CREATION_MS);
  }

  resolve(value: unknown): unknown {
    return resolve(value, this.#scope);
  }

  #get(logicalId: string): Created {
    const created = this.#created.get(logicalId);
    if (!created) throw new Error(`the template refers to ${logicalId}, which it does not define`);
    return created;
  }
}
