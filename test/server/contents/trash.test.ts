import {execFileSync} from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test, vi} from "vitest";
import {moveToTrash} from "../../../src/server/contents/trash.ts";
import {startContents} from "./startContents.ts";

function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(path.join(parent, "convnotes-trash-"));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

test("what is deleted is in the trash with a note of where it was, also twice and as a full folder", async () => {
  const data = temporaryFolder();
  vi.stubEnv("XDG_DATA_HOME", data);
  onTestFinished(() => void vi.unstubAllEnvs());
  const server = await startContents({deleteToTrash: true});
  server.write("é %.txt", "first");
  expect((await server.delete("é %.txt")).status).toBe(204);
  server.write("é %.txt", "second");
  expect((await server.delete("é %.txt")).status).toBe(204);
  server.write("folder/inside.txt", "kept");
  expect((await server.delete("folder")).status).toBe(204);
  expect(readdirSync(server.rootDir)).toEqual([]);
  const trash = path.join(data, "Trash");
  const read = (name: string): string => readFileSync(path.join(trash, name), "utf8");
  expect(read("files/é %.txt")).toBe("first");
  expect(read("files/é % 2.txt")).toBe("second");
  expect(read("files/folder/inside.txt")).toBe("kept");
  const note = read("info/é % 2.txt.trashinfo");
  const [, origin = ""] =
    /^\[Trash Info\]\nPath=(.*)\nDeletionDate=\d{4}-\d\d-\d\dT[\d:]{8}\n$/.exec(note) ?? [];
  expect(decodeURIComponent(origin)).toBe(path.join(server.rootDir, "é %.txt"));
});

test("on macOS it goes to the trash of the home folder", async () => {
  const home = temporaryFolder();
  mkdirSync(path.join(home, ".Trash"));
  for (const content of ["first", "second"]) {
    writeFileSync(path.join(home, "a.txt"), content);
    await moveToTrash(path.join(home, "a.txt"), {platform: "darwin", home});
  }
  expect(readdirSync(path.join(home, ".Trash")).sort()).toEqual(["a 2.txt", "a.txt"]);
});

test("where there is no trash it is said, and nothing is deleted", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "a.txt");
  writeFileSync(file, "kept");
  writeFileSync(path.join(folder, "data"), "no folder");
  const env = {XDG_DATA_HOME: path.join(folder, "data")};
  await expect(moveToTrash(file, {platform: "linux", env})).rejects.toMatchObject({
    status: 400,
    message: "It cannot be moved to the trash (ENOTDIR); with deleteToTrash off it can be deleted"
  });
  expect(readFileSync(file, "utf8")).toBe("kept");
});

test("from another disk it goes to a trash of the user's own at the top of that disk", async (context) => {
  // A place in memory is another disk wherever there is one.
  const memory = "/dev/shm";
  const device = (place: string): string =>
    existsSync(place) ? execFileSync("stat", ["-c", "%d", place], {encoding: "utf8"}) : "";
  if (!device(memory) || device(memory) === device(tmpdir())) context.skip("no second disk");
  const folder = temporaryFolder(memory);
  writeFileSync(path.join(folder, "a.txt"), "kept");
  await moveToTrash(path.join(folder, "a.txt"), {env: {XDG_DATA_HOME: temporaryFolder()}});
  const trash = path.join(memory, `.Trash-${process.getuid?.() ?? 0}`);
  onTestFinished(() => rmSync(trash, {recursive: true, force: true}));
  expect(readFileSync(path.join(trash, "files/a.txt"), "utf8")).toBe("kept");
  expect(readFileSync(path.join(trash, "info/a.txt.trashinfo"), "utf8")).toContain(
    `Path=${path.basename(folder)}/a.txt\n`
  );
});
