/**
 * Gives headings their addresses as GitHub does: small letters, hyphens for spaces, a number behind those
 * that were there before.
 *
 * @example
 * ```ts
 * const slug = slugs();
 * slug("What is it?"); // "what-is-it"
 * slug("What is it?"); // "what-is-it-1"
 * ```
 */
export function slugs(taken: Iterable<string> = []): (title: string) => string {
  const used = new Set(taken);
  return (title) => {
    const plain = title
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replace(/ /g, "-");
    const base = plain || "section";
    let slug = base;
    for (let n = 1; used.has(slug); ++n) slug = `${base}-${n}`;
    used.add(slug);
    return slug;
  };
}
