import type { Command } from 'commander';
import type { Run } from './shared-options.ts';

/** Defines the verbs that change something. */
export function defineRolloutVerbs(_program: Command, _run: Run): void {}
