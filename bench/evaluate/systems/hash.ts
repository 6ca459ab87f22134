import { percentageSalt } from '../../../core/evaluation/bucket.ts';
import { murmur3 } from '../../../core/evaluation/murmur3.ts';
import { IN_MOTION } from '../flags.ts';
import { runSystem } from '../run-system.ts';

const salt = percentageSalt(IN_MOTION.flag, IN_MOTION.candidate);

/** The bare hash: murmur3 of the `salt:unit` that the percentage hashes, the key joined before timing. */
runSystem<string>({
  // Through JSON, because a string that was joined is only made flat by the first hash.
  contextOf: (user) => JSON.parse(JSON.stringify(`${salt}:${user.user_id}`)),
  evaluate: (_flag, key) => murmur3(key),
  isAsync: false,
});
