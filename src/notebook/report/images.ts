import type {Root} from "hast";
import {eachElement, element, replace} from "./hast.ts";

/** Reads a picture that a notebook names by a path relative to itself; `undefined` if it is not to be had. */
export type ReadImage = (path: string) => Uint8Array | undefined;

const types: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  svg: "image/svg+xml"
};

/** MIME types of pictures, as outputs and attachments have them. */
export const imageTypes: readonly string[] = [...new Set(Object.values(types))];

/** A picture as an address that holds it. SVG as an image runs no scripts and loads nothing. */
export function dataUri(type: string, data: string): string {
  const isText = type === "image/svg+xml" && data.includes("<");
  const base64 = isText ? Buffer.from(data).toString("base64") : data.replace(/\s+/g, "");
  return `data:${type};base64,${base64}`;
}

/** Takes the pictures of a page into it; those that cannot be had become a link or their words. */
export function embedImages(
  tree: Root,
  {
    attachments = {},
    readImage = () => undefined
  }: {attachments?: Record<string, Record<string, unknown>>; readImage?: ReadImage}
): void {
  eachElement(tree, (image, parent) => {
    if (image.tagName !== "img") return;
    const source = typeof image.properties.src === "string" ? image.properties.src : "";
    const found = find(source, attachments, readImage);
    if (found) {
      image.properties.src = found;
      image.properties.loading = "lazy";
      return;
    }
    const alt = typeof image.properties.alt === "string" ? image.properties.alt : "";
    const words = `[picture${alt && `: ${alt}`}]`;
    replace(
      parent,
      image,
      /^https?:/i.test(source) ? element("a", {href: source}, words) : element("span", {}, words)
    );
  });
}

function find(
  source: string,
  attachments: Record<string, Record<string, unknown>>,
  readImage: ReadImage
): string | undefined {
  const [, type, encoding, data = ""] = /^data:([\w/+.-]+)(;base64)?,([^]*)$/i.exec(source) ?? [];
  if (type !== undefined) {
    if (!imageTypes.includes(type.toLowerCase())) return undefined;
    return encoding
      ? dataUri(type, data)
      : dataUri(type, Buffer.from(unescape(data)).toString("base64"));
  }
  if (source.startsWith("attachment:")) {
    const bundle = attachments[unescape(source.slice("attachment:".length))] ?? {};
    const type = imageTypes.find((type) => typeof bundle[type] === "string");
    return type && dataUri(type, bundle[type] as string);
  }
  if (source === "" || /^[a-z][a-z0-9+.-]*:|^\/\//i.test(source)) return undefined;
  const path = unescape(source.replace(/[?#].*$/, ""));
  const kind = types[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ""];
  const bytes = kind && readImage(path);
  return bytes && dataUri(kind, Buffer.from(bytes).toString("base64"));
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
