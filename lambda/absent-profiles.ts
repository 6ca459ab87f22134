/**
 * Stands in handlers' bundles for what the SDK asks for credentials on people's machines: profiles, SSO, programs and
 * token files. Lambda has none of them; credentials are in its environment, or at the address that is. Every answer is
 * the SDK's own for "not here, ask the next".
 */
const notHere = () => async (): Promise<never> => {
  const message = 'profiles are no source of credentials in Lambda: use the role of the function';
  throw Object.assign(new Error(message), { name: 'CredentialsProviderError', tryNextLink: true });
};

export const fromIni = notHere;
export const fromProcess = notHere;
export const fromSSO = notHere;
export const fromTokenFile = notHere;
