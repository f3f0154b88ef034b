/** Why something that a person asked for by a page was refused, as far as its code does not say so: pages say it in their reader's language. */
export type WhyRefused =
  | 'nobody-waits'
  | 'nobody-comes-after'
  | 'role-not-yours'
  | 'no-decision-asked'
  | 'reason-missing'
  | 'note-empty'
  | 'need-missing'
  | 'person-missing'
  | 'role-missing'
  | 'no-such-button';

/** As it stands in the details of a refusal. */
export const becauseOf = (refusal: WhyRefused): { readonly details: { readonly refusal: WhyRefused } } => ({
  details: { refusal },
});
