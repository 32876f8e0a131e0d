import {HttpError} from "../httpError.ts";

/** Names that Windows keeps for devices, whatever their extension. */
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

/**
 * An API path as the models carry it: names joined by `/`, none at either end, `""` for the root.
 *
 * A name that a file system would take as more than a name is refused here, before any of them sees
 * it: `..`, `.`, NUL, and on Windows separators, drives, streams and devices.
 *
 * @param path - as it came, decoded once
 * @throws HttpError 404, as Jupyter Server does
 *
 * @example
 * ```ts
 * toApiPath("/notebooks//01.ipynb/"); // "notebooks/01.ipynb"
 * ```
 */
export function toApiPath(path: string, {platform = process.platform} = {}): string {
  const names = path.split("/").filter(Boolean);
  for (const name of names) {
    if (name === "..") throw new HttpError(404, `${path} is outside root contents directory`);
    if (name === "." || name.includes("\0") || (platform === "win32" && isWindowsSpecial(name))) {
      throw new HttpError(404, `${JSON.stringify(path)} is not a valid path`);
    }
  }
  return names.join("/");
}

function isWindowsSpecial(name: string): boolean {
  return /[\\:*?"<>|\x01-\x1f]|[. ]$/.test(name) || windowsDevice.test(name);
}

/** The last name of an API path, `""` for the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder of an API path; the root's is the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** The API path of a name in a folder. */
export function join(folder: string, name: string): string {
  return folder ? `${folder}/${name}` : name;
}

/** Whether an API path, or a folder on its way, begins with a dot. */
export function isHidden(path: string): boolean {
  return path.split("/").some((name) => name.startsWith("."));
}

/** An API path as part of a URL. */
export function toUrlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** What Jupyter says about a path that is not there, or that it does not show. */
export function noSuchPath(path: string): HttpError {
  return new HttpError(404, `file or directory ${JSON.stringify(path)} does not exist`);
}
