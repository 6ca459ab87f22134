import { EXAMPLES, NAMES, USERS } from './drivers.ts';

/** Main of an example's process: asks as every user and tells the parent each answer. */
const [, , name = ''] = process.argv;
const ask = await EXAMPLES[name]?.();
if (ask === undefined) {
  process.stderr.write(`there is no example ${name}; there are ${NAMES.join(', ')}\n`);
  process.exit(1);
}
for (const user of USERS) process.send?.({ user, ...(await ask(user, 'What do you do?')) });
process.disconnect();
// A service would go on listening. What was written has to arrive first.
process.stdout.write('', () => process.exit());
