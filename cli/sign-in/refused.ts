/** The issuer said no. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}
