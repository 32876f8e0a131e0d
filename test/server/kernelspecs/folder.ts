import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll} from "vitest";

/** A folder that is removed with the file's last test. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-kernelspecs-"));
  afterAll(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
