import { readFileSync } from 'node:fs';
import { serveLoopback } from '../../local/http/loopback-server.ts';
import { ANSWER_TEXT } from './conversation.ts';
import type { DocumentPaths } from './subjects.ts';

/**
 * Main of the process that stands for the AppConfig agent and for Bedrock: each answers at once and with the same
 * thing, so that what is timed is the function. Says its port to the parent, lives until killed.
 */
const paths: DocumentPaths = JSON.parse(process.argv[2] ?? '');
const documents = { flags: readFileSync(paths.flags), prompts: readFileSync(paths.prompts) };

const completion = JSON.stringify({
  output: { message: { role: 'assistant', content: [{ text: ANSWER_TEXT }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1020, outputTokens: 129, totalTokens: 1149 },
  metrics: { latencyMs: 1 },
});

const JSON_TYPE = { 'content-type': 'application/json' };

const server = await serveLoopback(({ path }) => {
  if (path.endsWith('/converse')) return { status: 200, headers: JSON_TYPE, body: completion };
  const body = path.endsWith('/model-flags') ? documents.flags : documents.prompts;
  return { status: 200, headers: { ...JSON_TYPE, 'configuration-version': '1' }, body };
});
process.send?.(server.port);
