import { endWithReader } from '../cli/output/pipe.ts';
import { runRehearsal } from '../local/rehearsal/command.ts';

endWithReader(process.stdout);
process.exitCode = await runRehearsal({
  args: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
});
