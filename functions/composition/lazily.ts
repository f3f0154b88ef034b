/** Builds when first asked, keeps what was built, and builds again only if that failed: importing a handler does nothing. */
export const lazily = <T>(build: () => T): (() => T) => {
  let built: { readonly value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
};
