import type { OutcomeDeclaration } from '../../core/outcomes/outcome-declaration.ts';
import { parseOutcomes } from '../../core/outcomes/parse-outcomes.ts';
import { badArgument } from '../bad-argument.ts';

/** Reads outcomes written `name:up` or `name:down`; what somebody asks about is primary. Throws `bad-argument`. */
export function declaredIn(texts: readonly string[]): readonly OutcomeDeclaration[] {
  return texts.map((text) => {
    const [name = '', direction] = text.split(':');
    const parsed = parseOutcomes({ [name]: { direction, primary: true } });
    const [outcome] = parsed.ok ? parsed.value : [];
    if (outcome) return outcome;
    throw badArgument(
      `--outcome is ${JSON.stringify(text)}; use a name and the way it gets better, such as task_completed:up`,
    );
  });
}

/** What the stage says, and what the command line says besides or otherwise. */
export function withDeclared(
  stage: readonly OutcomeDeclaration[],
  given: readonly OutcomeDeclaration[],
): readonly OutcomeDeclaration[] {
  return [...stage.filter(({ name }) => !given.some((one) => one.name === name)), ...given];
}
