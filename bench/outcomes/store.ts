import { DynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { dynamoDbHandler } from '../../local/dynamodb/http.ts';
import { serveLoopback } from '../../local/http/loopback-server.ts';

/**
 * The embedded DynamoDB in a process of its own, so that what it takes is not counted for who calls it. Tells its
 * address, and at the end, when its input closes, the request units that were consumed.
 */
const engine = new DynamoDb({ clock: { now: () => Date.now() } });
const server = await serveLoopback(dynamoDbHandler(engine));
process.stdout.write(`${server.url}\n`);
process.stdin.resume();
process.stdin.on('end', async () => {
  process.stdout.write(`${JSON.stringify(engine.consumed)}\n`);
  await server.close();
});
