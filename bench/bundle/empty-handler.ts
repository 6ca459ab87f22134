/** The least a handler can be: what every load time includes. */
export const handler = async () => ({ statusCode: 200 });
