type Context = Readonly<Record<string, string | number | boolean>>;

/** The same user as LaunchDarkly is told of. */
export function told({ user_id, user_segment, ...attributes }: Context): { kind: string; key: string } {
  const segment = user_segment === undefined ? {} : { segment: user_segment };
  return { ...attributes, ...segment, kind: 'user', key: String(user_id) };
}
