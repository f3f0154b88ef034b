/** SNS as its subscribers speak to it. Callers have checked that the address is one of SNS. */
export interface SnsEndpoint {
  /** The signing certificate, as PEM; kept once it was fetched. Never follows a redirect. @throws when there is none */
  certificateAt(address: string): Promise<string>;
  /** Confirms a subscription. Never follows a redirect. @throws when SNS does not confirm it */
  confirmAt(address: string): Promise<void>;
}
