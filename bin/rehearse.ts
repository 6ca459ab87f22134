import { runRehearsal } from '../local/rehearsal/command.ts';

process.exitCode = await runRehearsal({
  args: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
});
