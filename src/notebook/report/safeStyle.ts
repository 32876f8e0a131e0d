/** What an element may say about its own looks: nothing that leaves its place or loads anything. */
const properties =
  /^(?:color|background|background-color|opacity|text-(?:align|decoration|transform|indent|anchor)|vertical-align|font(?:-(?:family|size|style|weight|variant|variant-numeric))?|line-height|letter-spacing|white-space|word-break|overflow-wrap|tab-size|(?:min-|max-)?(?:width|height)|aspect-ratio|box-sizing|margin(?:-\w+)?|padding(?:-\w+)?|border(?:-[\w-]+)?|caption-side|table-layout|list-style-type|display|flex(?:-[\w-]+)?|grid(?:-[\w-]+)?|(?:row-|column-)?gap|justify-[\w-]+|align-[\w-]+|place-[\w-]+|order|float|clear|overflow(?:-[xy])?|image-rendering|fill(?:-[\w-]+)?|stroke(?:-[\w-]+)?|stop-(?:color|opacity)|dominant-baseline)$/;

const functions =
  /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color-mix|calc|min|max|clamp|var|repeat|minmax)$/i;

/**
 * Of a `style` attribute, what is harmless: known properties, whose values call no function but those of
 * colours and sizes.
 *
 * @example
 * ```ts
 * safeStyle("color: red; background: url(//x/y); position: fixed"); // "color: red"
 * ```
 */
export function safeStyle(style: string): string {
  return style
    .split(";")
    .map((declaration) => /^\s*([a-z-]+)\s*:\s*(.+?)\s*$/is.exec(declaration))
    .filter((match) => match !== null)
    .filter(
      ([, name = "", value = ""]) => properties.test(name.toLowerCase()) && isSafeValue(value)
    )
    .map(([, name = "", value = ""]) => `${name.toLowerCase()}: ${value}`)
    .join("; ");
}

function isSafeValue(value: string): boolean {
  // No escapes, comments or strings that hide a function's name; quotes only around a font's.
  if (/[\\<>{}@]|\/\*/.test(value)) return false;
  const called = [...value.matchAll(/([\w-]*)\s*\(/g)].map(([, name = ""]) => name);
  return called.every((name) => name === "" || functions.test(name));
}
