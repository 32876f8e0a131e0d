import {HttpError} from "../httpError.ts";
import {join, toApiPath} from "./apiPath.ts";
import type {Contents} from "./contents.ts";
import {toHttpError} from "./fileErrors.ts";
import {locate} from "./locate.ts";
import {newName} from "./newName.ts";
import {save, type Saved} from "./save.ts";

/** What a new file, notebook or folder is called, and what its number follows. */
const untitled = {
  directory: {name: () => "Untitled Folder", insert: " "},
  notebook: {name: () => "Untitled.ipynb", insert: ""},
  file: {name: (extension: string) => `untitled${extension}`, insert: ""}
};

/**
 * Makes an empty file, notebook or folder under a name that is free.
 *
 * @param folder - API path
 * @param request - `type`, by the extension if not said, and `ext`
 * @throws HttpError 404 if the folder is not there
 */
export async function createUntitled(
  contents: Contents,
  folder: string,
  {type, ext}: {type?: unknown; ext?: unknown} = {}
): Promise<Saved> {
  const path = toApiPath(folder);
  const place = await locate(contents, path);
  if (!place.stats?.isDirectory()) throw new HttpError(404, `No such directory: ${path}`);
  const extension = typeof ext === "string" ? ext : "";
  if (extension.includes("/"))
    throw new HttpError(400, `ext is an extension, but got ${extension}`);
  const isKnown = type === "directory" || type === "notebook" || type === "file";
  const kind = isKnown ? type : !type && extension === ".ipynb" ? "notebook" : "file";
  const {name, insert} = untitled[kind];
  // Refuses an extension that no name can have.
  toApiPath(join(path, name(extension)));
  // Two that ask at once get two names.
  return contents.queue.run([`names in ${place.target}`], async () => {
    const free = await newName(place.target, name(extension), {insert}).catch((error: unknown) => {
      throw toHttpError(error, join(path, name(extension)));
    });
    return save(contents, join(path, free), {type: kind});
  });
}
