/**
 * A base URL in the one form that is used everywhere: one slash at its begin and its end, and each
 * name in it encoded.
 *
 * @example normalBaseUrl("a b") // "/a%20b/"
 */
export function normalBaseUrl(url: string): string {
  const names = namesIn(url).map(encodeURIComponent);
  return names.length > 0 ? `/${names.join("/")}/` : "/";
}

/**
 * Takes the base URL off a request's address, however it is encoded there, so that routes need not
 * know it. An address outside, but `/` itself, becomes one that no route has.
 *
 * @param url - path and query of the request
 * @param baseUrl - as {@link normalBaseUrl} gives it
 */
export function belowBaseUrl(url: string, baseUrl: string): string {
  const [, path = "", query = ""] = /^([^?]*)(.*)$/.exec(url) ?? [];
  if (baseUrl === "/" || path === "/") return url;
  const base = namesIn(baseUrl);
  const parts = path.split("/").slice(1);
  const isInside = base.every((name, i) => decoded(parts[i] ?? "") === name);
  return isInside ? `/${parts.slice(base.length).join("/")}${query}` : `/.outside${query}`;
}

function namesIn(url: string): string[] {
  return url.split("/").filter(Boolean).map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
