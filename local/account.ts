/** Region and account of everything the engines hold, so that the ARNs of one fit what another asks for. */
export const ACCOUNT = { region: 'us-east-1', id: '123456789012' } as const;
