import type { Output } from '@aws-sdk/client-cloudformation';
import { validationError } from './errors.ts';
import type { Stack } from './stack.ts';

/** What the stacks of the account export to each other. */
export class Exports {
  readonly #stacks: () => readonly Stack[];

  /** `stacks`: those that have not been deleted. */
  constructor(stacks: () => readonly Stack[]) {
    this.#stacks = stacks;
  }

  /** Throws `ValidationError` when nothing is exported under the name. */
  read(name: string): string {
    const exported = this.#all().find(({ output }) => output.ExportName === name);
    if (exported !== undefined) return exported.output.OutputValue ?? '';
    throw validationError(`No export named ${name} found.`);
  }

  /** Why the outputs of a stack cannot become `outputs`: a name that another has, or a value that another uses. */
  conflict(stack: Stack, outputs: readonly Output[]): string | undefined {
    const own = new Map(outputs.map(({ ExportName, OutputValue }) => [ExportName, OutputValue]));
    const taken = this.#all().find(({ output, owner }) => owner !== stack && own.has(output.ExportName));
    if (taken !== undefined) {
      const { stackName } = taken.owner.place;
      return `Export with name ${taken.output.ExportName} is already exported by stack ${stackName}.`;
    }
    for (const { ExportName = '', OutputValue } of exportsOf(stack)) {
      const users = this.#stacks().filter(
        (other) => other !== stack && other.revision?.imports.has(ExportName),
      );
      if (users.length === 0 || own.get(ExportName) === OutputValue) continue;
      const names = users.map(({ place }) => place.stackName).join(' and ');
      const verb = own.has(ExportName) ? 'updated' : 'deleted';
      return `Export ${ExportName} cannot be ${verb} as it is in use by ${names}`;
    }
    return undefined;
  }

  #all(): readonly { readonly owner: Stack; readonly output: Output }[] {
    return this.#stacks().flatMap((owner) => exportsOf(owner).map((output) => ({ owner, output })));
  }
}

function exportsOf({ outputs }: Stack): readonly Output[] {
  return outputs.filter(({ ExportName }) => ExportName !== undefined);
}
