import {createHash} from "node:crypto";

const extension = ".jupyterlab-workspace";

/**
 * The name of a workspace's file, which JupyterLab gives it, too: letters and digits of the id, and the
 * begin of its hash, so that two ids never meet.
 *
 * @example workspaceFile("My plots") // "my-plots-a063.jupyterlab-workspace"
 */
export function workspaceFile(id: string): string {
  const hash = `-${createHash("sha256").update(id).digest("hex").slice(0, 4)}`;
  const slug = unquote(id.toLowerCase())
    .normalize("NFKC")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replace(/[-\s]+/g, "-");
  return slug.slice(0, 128 - extension.length - hash.length) + hash + extension;
}

/** Whether a file is one of a workspace. */
export function isWorkspaceFile(name: string): boolean {
  return name.endsWith(extension);
}

function unquote(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
