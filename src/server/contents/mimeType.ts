import mime from "mime";

/** Where the registry's answer is not what a notebook's folder means: `.ts` is no MPEG stream here. */
const own: Record<string, string> = {
  ts: "text/x-typescript",
  mts: "text/x-typescript",
  cts: "text/x-typescript",
  tsx: "text/x-typescript",
  ipynb: "application/x-ipynb+json",
  py: "text/x-python"
};

/** The MIME type that a name tells, if it tells one. */
export function mimeTypeOf(name: string): string | null {
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return own[extension] ?? mime.getType(extension);
}
