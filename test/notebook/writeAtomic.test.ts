import {fork} from "node:child_process";
import {once} from "node:events";
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile
} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterEach, beforeEach, expect, test} from "vitest";
import {random} from "../../src/cnn/random.ts";
import {writeAtomic} from "../../src/notebook/writeAtomic.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "convnotes-write-"));
  file = path.join(folder, "a.ipynb");
});
afterEach(() => rm(folder, {recursive: true, force: true}));

test("a file is written, and written again, with nothing beside it", async () => {
  await writeAtomic(file, "one");
  await writeAtomic(file, new TextEncoder().encode("two"));
  expect(await readFile(file, "utf8")).toBe("two");
  expect(await readdir(folder)).toEqual(["a.ipynb"]);
});

test("mode and links stay", async () => {
  await writeFile(file, "old");
  await chmod(file, 0o640);
  await symlink("a.ipynb", path.join(folder, "link"));
  await symlink("link", path.join(folder, "link2"));
  await writeAtomic(path.join(folder, "link2"), "new");
  expect(await readFile(file, "utf8")).toBe("new");
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readlink(path.join(folder, "link2"))).toBe("link");
});

test("the file that a link points at comes into being", async () => {
  await symlink("new.ipynb", path.join(folder, "link"));
  await writeAtomic(path.join(folder, "link"), "new");
  expect(await readFile(path.join(folder, "new.ipynb"), "utf8")).toBe("new");
});

test("what cannot be written leaves the old file and nothing else", async () => {
  await mkdir(path.join(folder, "d"));
  await symlink("round", path.join(folder, "round"));
  await writeFile(file, "old");
  const before = await readdir(folder);
  await expect(writeAtomic(path.join(folder, "d"), "new")).rejects.toThrow("EISDIR");
  await expect(writeAtomic(path.join(file, "b"), "new")).rejects.toThrow("ENOTDIR");
  await expect(writeAtomic(path.join(folder, "none", "b"), "new")).rejects.toThrow("ENOENT");
  await expect(writeAtomic(path.join(folder, "round"), "new")).rejects.toThrow("ELOOP");
  expect(await readdir(folder)).toEqual(before);
  expect(await readFile(file, "utf8")).toBe("old");
});

test("a device is written as it is", async () => {
  await writeAtomic("/dev/null", "gone");
  await expect(writeAtomic("/dev/full", "too much")).rejects.toThrow("ENOSPC");
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});

test("killed at any moment, a writer leaves one whole version", async () => {
  const writer = path.join(folder, "writer.mjs");
  const source = fileURLToPath(new URL("../../dist/src/notebook/writeAtomic.js", import.meta.url));
  await writeFile(
    writer,
    `import {writeAtomic} from ${JSON.stringify(source)};
for (let version = 0; ; version++) {
  await writeAtomic(${JSON.stringify(file)}, String(version % 10).repeat(2_000_000));
  process.send?.(version);
}`
  );
  const chance = random(1);
  for (let round = 0; round < 5; round++) {
    const child = fork(writer, {silent: true});
    await once(child, "message");
    await new Promise((resolve) => setTimeout(resolve, 30 * chance.uniform()));
    child.kill("SIGKILL");
    await once(child, "exit");
    const text = await readFile(file, "utf8");
    expect(text.length).toBe(2_000_000);
    expect(new Set(text).size).toBe(1);
  }
});
