#!/usr/bin/env node
import { runCli } from '../cli/main.ts';
import { endWithReader } from '../cli/output/pipe.ts';
import { processIo } from '../cli/process-io.ts';

endWithReader(process.stdout);
process.exitCode = await runCli(process.argv.slice(2), processIo());
