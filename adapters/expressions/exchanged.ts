/** What the process of expressions is asked, as a line of JSON. */
export interface Asked {
  readonly expression: string;
  /** JSON. */
  readonly input: string;
  readonly at: number;
  readonly iso: string;
}

/** What it answers, as another: what came of it as JSON, or why nothing did. */
export interface Made {
  readonly made?: string;
  readonly failed?: string;
  /** The realm is not as it was; nothing else is evaluated in it. */
  readonly spoiled: boolean;
}
