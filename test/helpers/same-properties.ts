import fc from 'fast-check';

/**
 * Property tests try the same inputs in every run, so that a run that failed fails again, and a change that passed here
 * passes there. `PROPERTY_SEED=random` looks further; a number repeats what a run printed.
 */
const { PROPERTY_SEED = '20261123' } = process.env;

if (PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(PROPERTY_SEED) });
