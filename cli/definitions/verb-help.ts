import { Help, type HelpConfiguration, type Option } from 'commander';

const PLAIN = new Help();

/** Help that says which options a verb cannot do without, and names them first. */
export const VERB_HELP: HelpConfiguration = {
  visibleOptions: (command) => PLAIN.visibleOptions(command).sort(byNeed),
  optionDescription: (option) => `${PLAIN.optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
};

function byNeed(one: Option, other: Option): number {
  return Number(other.mandatory) - Number(one.mandatory);
}
