// The lab's drive against a real server, with another hand at work between the steps of JupyterLab's save:
// look at the hash, save, look again.
import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {beforeEach, expect, test} from "vitest";
import {type Decision, GuardedDrive, type SaveRequest} from "../../src/lab/saving/guardedDrive.ts";
import {useLab} from "../server/lab.ts";

const lab = useLab({kernels: []});
const name = "a.txt";
const look = {content: false, hash: true};
const mine = (content: string): SaveRequest => ({type: "file", format: "text", content});
const file = (): string => path.join(lab.rootDir, name);
const theirs = (text = "theirs"): void => writeFileSync(file(), text);
const onDisk = (): string => readFileSync(file(), "utf8");
let drive: GuardedDrive;

beforeEach(async () => {
  writeFileSync(file(), "first");
  drive = new GuardedDrive({serverSettings: lab.settings});
  await drive.get(name, {type: "file", content: true, hash: true});
});

test("a save is told apart from one over a change that came after the look", async () => {
  await drive.get(name, look);
  theirs();
  await expect(drive.save(name, mine("mine"))).rejects.toMatchObject({response: {status: 412}});
  expect(onDisk()).toBe("theirs");
});

test("a change between a save and the look after it is not taken for the save's own", async () => {
  await drive.get(name, look);
  const saved = await drive.save(name, mine("mine"));
  theirs();
  const after = await drive.get(name, look);
  expect(after.hash).toBe(saved.hash);
  expect((await drive.get(name, look)).hash).not.toBe(saved.hash);
});

test("saves without another hand between them pass, one after the other", async () => {
  for (const text of ["one", "two", "three"]) {
    await drive.get(name, look);
    const {hash} = await drive.save(name, mine(text));
    expect((await drive.get(name, look)).hash).toBe(hash);
  }
  expect(onDisk()).toBe("three");
});

test("a file that appears where none was is not written over", async () => {
  const fresh = "fresh.txt";
  await expect(drive.get(fresh, look)).rejects.toMatchObject({response: {status: 404}});
  writeFileSync(path.join(lab.rootDir, fresh), "theirs");
  await expect(drive.save(fresh, mine("mine"))).rejects.toMatchObject({response: {status: 412}});
  expect(readFileSync(path.join(lab.rootDir, fresh), "utf8")).toBe("theirs");
});

test("what is overwritten is the version that was asked about, and no later one", async () => {
  theirs();
  const decisions: Decision[] = ["overwrite", "revert"];
  const asked: string[] = [];
  drive.onConflict = (path) => {
    asked.push(path);
    // Somebody writes again while the reader thinks.
    theirs(`theirs ${asked.length}`);
    return Promise.resolve(decisions[asked.length - 1]);
  };
  await drive.save(name, mine("mine"));
  expect(asked).toEqual([name, name]);
  expect(onDisk()).toBe("theirs 2");
});

test("a save that is called off stays off, and one that overwrites is told as saved", async () => {
  const changes: string[] = [];
  drive.fileChanged.connect((_, {type}) => void changes.push(type));
  theirs();
  drive.onConflict = () => Promise.reject(new Error("Cancel"));
  await expect(drive.save(name, mine("mine"))).rejects.toThrow("Cancel");
  expect([onDisk(), changes]).toEqual(["theirs", []]);
  drive.onConflict = () => Promise.resolve("overwrite");
  await drive.save(name, mine("mine"));
  expect([onDisk(), changes]).toEqual(["mine", ["save"]]);
});

test("a file that was renamed or removed is met anew, and a folder's files with it", async () => {
  const folder = await drive.newUntitled({type: "directory"});
  const within = `${folder.path}/b.txt`;
  await drive.save(within, mine("b"));
  await drive.get(within, look);
  const {path: moved} = await drive.rename(folder.path, "elsewhere");
  await drive.save(`${moved}/b.txt`, mine("c"));
  await drive.delete(name);
  await drive.save(name, mine("again"));
  expect(onDisk()).toBe("again");
});

test("an upload in pieces replaces what the file browser has asked about", async () => {
  theirs();
  for (const [chunk, content] of [
    [1, "bWlu"],
    [-1, "ZQ=="]
  ] as const) {
    await drive.save(name, {type: "file", format: "base64", name, chunk, content});
  }
  expect(onDisk()).toBe("mine");
});
