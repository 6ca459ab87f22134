import { runFlagd } from './run-flagd.ts';

runFlagd({});
