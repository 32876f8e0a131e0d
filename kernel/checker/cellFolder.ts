import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const name = /^convnotes-cells-(\d+)-/;

/**
 * Makes the folder that the cells of this process are checked in, and removes those of processes
 * that were killed before they could.
 */
export function makeCellFolder(): string {
  const folder = fs.realpathSync(os.tmpdir());
  for (const entry of fs.readdirSync(folder)) {
    const pid = Number(name.exec(entry)?.[1]);
    if (pid && !isAlive(pid)) fs.rmSync(path.join(folder, entry), {recursive: true, force: true});
  }
  return fs.mkdtempSync(path.join(folder, `convnotes-cells-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
