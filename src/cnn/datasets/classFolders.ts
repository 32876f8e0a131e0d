import {readdir, stat} from "node:fs/promises";
import {join} from "node:path";

const imageName = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

/** The folders in a folder, in the order of their names. */
export async function foldersIn(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) {
    const what = info ? "is a file" : "is not there";
    throw new RangeError(`imageFolder: a folder is expected, but ${path} ${what}`);
  }
  const entries = (await readdir(path)).filter((entry) => !entry.startsWith("."));
  const isFolder = await Promise.all(
    entries.map(async (entry) => {
      const kind = await stat(join(path, entry)).catch(() => undefined); // a link to nowhere is none
      return kind?.isDirectory() ?? false;
    })
  );
  return entries.filter((_, i) => isFolder[i]).sort();
}

/**
 * The image files of each class, a folder a class, both in the order of their names.
 *
 * @throws RangeError if there is no class, too many, or one without pictures
 */
export async function filesByClass(path: string): Promise<Map<string, string[]>> {
  const classes = await foldersIn(path);
  if (classes.length === 0) {
    throw new RangeError(`imageFolder: one folder a class is expected, but ${path} has no folder`);
  }
  if (classes.length > 256) {
    throw new RangeError(
      `imageFolder: at most 256 classes are expected, but ${path} has ${classes.length} folders`
    );
  }
  const files = new Map<string, string[]>();
  for (const name of classes) {
    const names = (await readdir(join(path, name)))
      .filter((file) => imageName.test(file) && !file.startsWith("."))
      .sort();
    if (names.length === 0) {
      throw new RangeError(
        `imageFolder: every class has pictures, but ${join(path, name)} has no image file`
      );
    }
    files.set(
      name,
      names.map((file) => join(path, name, file))
    );
  }
  return files;
}
