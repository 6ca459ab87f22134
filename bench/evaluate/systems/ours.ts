import type { FlagValue } from '../../../core/document/flag-document.ts';
import { compile } from '../../../core/evaluation/compile.ts';
import { evaluate } from '../../../core/evaluation/evaluate.ts';
import { benchmarkDocument } from '../flags.ts';
import { runSystem } from '../run-system.ts';
import type { User } from '../users.ts';

const compiled = compile(benchmarkDocument());
const NOW_MS = 1_795_392_000_000;

runSystem<User>({
  contextOf: (user) => user,
  evaluate: (flag, user) => evaluate(compiled, flag, user, NOW_MS).value as FlagValue,
  isAsync: false,
});
