// JupyterLab's own client of the contents API against a server of ours: the calls that the file
// browser and the documents make.
import path from "node:path";
import {readFileSync, writeFileSync} from "node:fs";
import {ContentsManager, ServerConnection} from "@jupyterlab/services";
import {expect, onTestFinished, test} from "vitest";
import {type ContentsServer, markdownCell, notebook, startContents} from "./startContents.ts";

async function connect(options = {}): Promise<ContentsServer & {contents: ContentsManager}> {
  const server = await startContents(options);
  const {url: baseUrl, token} = server;
  const serverSettings = ServerConnection.makeSettings({baseUrl, token, appendToken: false});
  const contents = new ContentsManager({serverSettings});
  onTestFinished(() => contents.dispose());
  return {...server, contents};
}

test.each(["/", "/user/å b/", "/a%40b/"])("a notebook's life, at %s", async (baseUrl) => {
  const {contents, rootDir, token} = await connect({baseUrl});
  const changes: string[] = [];
  contents.fileChanged.connect((_, {type}) => void changes.push(type));
  const folder = await contents.newUntitled({type: "directory"});
  await contents.rename(folder.path, "Übung 1");
  const {path: made} = await contents.newUntitled({path: "Übung 1", type: "notebook"});
  expect(made).toBe("Übung 1/Untitled.ipynb");
  const opened = await contents.get(made, {type: "notebook", content: true, hash: true});
  expect(opened).toMatchObject({format: "json", hash_algorithm: "sha256", content: notebook()});

  // As a document saves: look whether the file changed, write it, look at what it is now.
  const before = await contents.get(made, {content: false, hash: true});
  expect(before.hash).toBe(opened.hash);
  const content = notebook([markdownCell("# Faltung ³ 🙂")]);
  const saved = await contents.save(made, {type: "notebook", format: "json", content});
  const after = await contents.get(made, {content: false, hash: true});
  expect(after.hash).not.toBe(before.hash);
  expect(after.last_modified).toBe(saved.last_modified);
  expect((await contents.get(made)).content).toEqual(content);

  const checkpoint = await contents.createCheckpoint(made);
  await contents.save(made, {type: "notebook", format: "json", content: notebook()});
  expect(await contents.listCheckpoints(made)).toEqual([checkpoint]);
  await contents.restoreCheckpoint(made, checkpoint.id);
  expect((await contents.get(made)).content).toEqual(content);
  await contents.deleteCheckpoint(made, checkpoint.id);
  expect(await contents.listCheckpoints(made)).toEqual([]);

  const copied = await contents.copy(made, "Übung 1");
  expect(copied.path).toBe("Übung 1/Untitled-Copy1.ipynb");
  const renamed = await contents.rename(copied.path, "100% #1?.ipynb");
  expect(renamed.path).toBe("100% #1?.ipynb");
  const listing = await contents.get("", {content: true});
  expect((listing.content as {name: string}[]).map(({name}) => name).sort()).toEqual([
    "100% #1?.ipynb",
    "Übung 1"
  ]);
  const url = await contents.getDownloadUrl("100% #1?.ipynb");
  const download = await fetch(url, {headers: {authorization: `token ${token}`}});
  expect(await download.json()).toMatchObject({nbformat: 4});
  await contents.delete("100% #1?.ipynb");
  await expect(contents.get("100% #1?.ipynb")).rejects.toMatchObject({response: {status: 404}});
  expect(readFileSync(path.join(rootDir, made), "utf8")).toContain("Faltung");
  expect(changes).toEqual(["new", "rename", "new", "save", "save", "new", "rename", "delete"]);
});

test("an upload in pieces, as the file browser sends a large file", async () => {
  const {contents, rootDir} = await connect();
  const bytes = Buffer.from(Array.from({length: 2_500_000}, (_, index) => (index * 31) % 251));
  const size = 1024 * 1024;
  for (let start = 0; start < bytes.length; start += size) {
    const isLast = start + size >= bytes.length;
    const saved = await contents.save("data set.bin", {
      type: "file",
      format: "base64",
      name: "data set.bin",
      chunk: isLast ? -1 : start / size + 1,
      content: bytes.subarray(start, start + size).toString("base64")
    });
    expect(saved.path).toBe("data set.bin");
  }
  expect(readFileSync(path.join(rootDir, "data set.bin")).equals(bytes)).toBe(true);
});

test("a change by another hand is seen before it is written over", async () => {
  const {contents, rootDir} = await connect();
  await contents.save("a.txt", {type: "file", format: "text", content: "mine"});
  const mine = await contents.get("a.txt", {content: false, hash: true});
  writeFileSync(path.join(rootDir, "a.txt"), "theirs");
  const disk = await contents.get("a.txt", {content: false, hash: true});
  expect(disk.hash).not.toBe(mine.hash);
});

test("an error reaches the client with the server's words", async () => {
  const {contents} = await connect();
  await expect(contents.get("nowhere.txt")).rejects.toThrow(
    'file or directory "nowhere.txt" does not exist'
  );
  await expect(contents.copy("nowhere.txt", "")).rejects.toThrow("does not exist");
  await expect(
    contents.save("no/where.txt", {type: "file", format: "text", content: ""})
  ).rejects.toThrow("No such directory: no");
});

test("a Markdown lecture opens as a notebook and is saved as Markdown", async () => {
  const server = await connect();
  const {contents, rootDir} = server;
  server.write("01-convolution.md", "# Convolution\n\n```typescript\n1 + 1;\n```\n");
  const model = await contents.get("01-convolution.md", {type: "notebook", content: true});
  expect(model.type).toBe("notebook");
  await contents.save("01-convolution.md", {
    type: "notebook",
    format: "json",
    content: model.content as object
  });
  expect(readFileSync(path.join(rootDir, "01-convolution.md"), "utf8")).toBe(
    "# Convolution\n\n```typescript\n1 + 1;\n```\n"
  );
});
