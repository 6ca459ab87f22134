import { percentageSalt, saltPrefix, unitHash } from '../../../core/evaluation/bucket.ts';
import { IN_MOTION } from '../flags.ts';
import { runSystem } from '../run-system.ts';

const prefix = saltPrefix(percentageSalt(IN_MOTION.flag, IN_MOTION.candidate));

/** The same hash continued from a salt that was hashed beforehand, as `evaluate` does it. */
runSystem<string>({
  contextOf: (user) => user.user_id,
  evaluate: (_flag, unit) => unitHash(prefix, unit),
  isAsync: false,
});
