/** The token of `Authorization: Bearer <token>`; undefined where there is none, or more than one word. */
export const bearerOf = (request: Request): string | undefined =>
  /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];
