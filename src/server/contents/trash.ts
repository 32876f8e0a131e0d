import {lstat, mkdir, rename, rm, stat, writeFile} from "node:fs/promises";
import {homedir} from "node:os";
import path from "node:path";
import {HttpError} from "../httpError.ts";
import {codeOf} from "./fileErrors.ts";

/**
 * Moves a file or folder to the trash of the machine, from which the reader can take it back.
 *
 * On Linux by the rules that desktops share: the trash of the home folder, or where the file is on
 * another disk, one of the user's own at the top of that disk. On macOS, `~/.Trash`.
 *
 * @param entry - a place in the file system
 * @throws HttpError 400 if there is no trash that the entry could be moved to
 * @see https://specifications.freedesktop.org/trash-spec/latest/
 */
export async function moveToTrash(
  entry: string,
  {platform = process.platform, env = process.env, home = homedir()} = {}
): Promise<void> {
  try {
    if (platform === "darwin") return await moveTo(path.join(home, ".Trash"), entry);
    const data = env.XDG_DATA_HOME || path.join(home, ".local", "share");
    return await throwAway(path.join(data, "Trash"), entry, entry);
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw cannot(error);
  }
  try {
    const top = await topOfDisk(path.dirname(entry));
    const trash = path.join(top, `.Trash-${process.getuid?.() ?? 0}`);
    await throwAway(trash, entry, path.relative(top, entry));
  } catch (error) {
    throw cannot(error);
  }
}

/** Moves an entry into a trash folder, with the note that says where it was and when it went. */
async function throwAway(trash: string, entry: string, origin: string): Promise<void> {
  const files = path.join(trash, "files");
  const info = path.join(trash, "info");
  for (const folder of [files, info]) await mkdir(folder, {recursive: true, mode: 0o700});
  const time = new Date();
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  const from = origin.split(path.sep).map(encodeURIComponent).join("/");
  const note = `[Trash Info]\nPath=${from}\nDeletionDate=${local.toISOString().slice(0, 19)}\n`;
  for (let number = 1; ; number++) {
    const {name, ext} = path.parse(entry);
    const free = number === 1 ? `${name}${ext}` : `${name} ${number}${ext}`;
    const noteFile = path.join(info, `${free}.trashinfo`);
    try {
      // Whoever made the note owns the name.
      await writeFile(noteFile, note, {flag: "wx", mode: 0o600});
    } catch (error) {
      if (codeOf(error) === "EEXIST") continue;
      throw error;
    }
    try {
      return await rename(entry, path.join(files, free));
    } catch (error) {
      await rm(noteFile, {force: true});
      throw error;
    }
  }
}

async function moveTo(trash: string, entry: string): Promise<void> {
  for (let number = 1; ; number++) {
    const {name, ext} = path.parse(entry);
    const target = path.join(trash, number === 1 ? `${name}${ext}` : `${name} ${number}${ext}`);
    if (await lstat(target).catch(() => undefined)) continue;
    return rename(entry, target);
  }
}

/** The uppermost folder that is on the same disk. */
async function topOfDisk(folder: string): Promise<string> {
  const {dev} = await stat(folder);
  const parent = path.dirname(folder);
  if (parent === folder || (await stat(parent)).dev !== dev) return folder;
  return topOfDisk(parent);
}

function cannot(error: unknown): HttpError {
  const why = codeOf(error) || "unexpected error";
  const message = `It cannot be moved to the trash (${why}); with deleteToTrash off it can be deleted`;
  return new HttpError(400, message, {cause: error});
}
