import {open, rename, rm} from "node:fs/promises";

/** Writes a file that is complete or not there: under another name, brought to the disk, renamed. */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, "w");
    try {
      await file.writeFile(data);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, {force: true});
    throw error;
  }
}
