/**
 * May a collation of this name be one that the server's own machine has? `initdb` takes over the locales of the operating
 * system and of ICU, under names like `de_DE.utf8` and `de-x-icu`.
 */
export function isLocaleName(name: string): boolean {
  return name.endsWith('-x-icu') || /^[a-z]{2,3}(_[A-Z]{2})?(\.\w[\w-]*)?(@\w+)?$/.test(name)
}
