import {chmodSync, existsSync, mkdirSync, readdirSync, statSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {markdownCell, notebook, startContents} from "./startContents.ts";

const text = (content: string): object => ({type: "file", format: "text", content});
const id = "checkpoint";

test("a notebook's checkpoint is made, kept through a save, restored and deleted", async () => {
  const server = await startContents();
  server.write("foo/a.ipynb", JSON.stringify(notebook()));
  const made = await server.post("foo/a.ipynb/checkpoints");
  expect(made.status).toBe(201);
  expect(made.model).toEqual({id, last_modified: expect.stringMatching(/Z$/) as string});
  expect(made.headers.get("location")).toBe("/api/contents/foo/a.ipynb/checkpoints/checkpoint");
  const content = notebook([markdownCell("Created by test")]);
  await server.put("foo/a.ipynb", {content, type: "notebook"});
  expect((await server.get("foo/a.ipynb/checkpoints")).model).toEqual([made.model]);
  expect((await server.get("foo/a.ipynb")).model.content).toEqual(content);
  expect((await server.post("foo/a.ipynb/checkpoints/checkpoint")).status).toBe(204);
  expect((await server.get("foo/a.ipynb")).model.content).toEqual(notebook());
  expect((await server.delete("foo/a.ipynb/checkpoints/checkpoint")).status).toBe(204);
  expect((await server.get("foo/a.ipynb/checkpoints")).model).toEqual([]);
  expect(readdirSync(path.join(server.rootDir, "foo"))).toEqual(["a.ipynb"]);
});

test("a file's checkpoint is where Jupyter has it, and restoring keeps the file's mode", async () => {
  const server = await startContents();
  server.write("sub ∂ir/a.txt", "first");
  chmodSync(path.join(server.rootDir, "sub ∂ir/a.txt"), 0o640);
  expect((await server.post("sub ∂ir/a.txt/checkpoints")).status).toBe(201);
  const kept = path.join(server.rootDir, "sub ∂ir/.ipynb_checkpoints/a-checkpoint.txt");
  expect(existsSync(kept)).toBe(true);
  await server.put("sub ∂ir/a.txt", text("second"));
  await server.post("sub ∂ir/a.txt/checkpoints/checkpoint");
  expect((await server.get("sub ∂ir/a.txt")).model.content).toBe("first");
  expect(statSync(path.join(server.rootDir, "sub ∂ir/a.txt")).mode & 0o777).toBe(0o640);
});

test("a notebook that is saved has a checkpoint from then on", async () => {
  const server = await startContents();
  const made = await server.post("", {type: "notebook"});
  const {model} = await server.get(`${made.model.path}/checkpoints`);
  expect(model).toMatchObject([{id}]);
});

test("a checkpoint follows its file to another name and folder, and goes with it", async () => {
  const server = await startContents();
  server.write("a.txt", "kept");
  mkdirSync(path.join(server.rootDir, "folder"));
  await server.post("a.txt/checkpoints");
  await server.put("a.txt", text("changed"));
  await server.patch("a.txt", {path: "folder/b.txt"});
  expect((await server.get("folder/b.txt/checkpoints")).model).toMatchObject([{id}]);
  expect(readdirSync(server.rootDir)).toEqual(["folder"]);
  // With the whole folder, too.
  await server.patch("folder", {path: "renamed"});
  expect((await server.post("renamed/b.txt/checkpoints/checkpoint")).status).toBe(204);
  expect((await server.get("renamed/b.txt")).model.content).toBe("kept");
  await server.delete("renamed/b.txt");
  expect(readdirSync(path.join(server.rootDir, "renamed"))).toEqual([]);
});

test("no checkpoint, another id, no file: 404; a folder has none", async () => {
  const server = await startContents();
  server.write("folder/a.txt", "x");
  expect((await server.get("folder/a.txt/checkpoints")).model).toEqual([]);
  for (const missing of ["folder/a.txt/checkpoints/checkpoint", "folder/a.txt/checkpoints/other"]) {
    const restored = await server.post(missing);
    expect(restored.status).toBe(404);
    expect(restored.model.message).toMatch(/^Checkpoint does not exist: folder\/a\.txt@/);
    expect((await server.delete(missing)).status).toBe(404);
  }
  await server.post("folder/a.txt/checkpoints");
  expect((await server.post("folder/a.txt/checkpoints/other")).status).toBe(404);
  expect((await server.get("nowhere.txt/checkpoints")).status).toBe(404);
  expect((await server.post("nowhere.txt/checkpoints")).status).toBe(404);
  expect((await server.post("folder/checkpoints")).status).toBe(404);
});

test("a folder named checkpoints is a folder, as a training run has it", async () => {
  const server = await startContents();
  server.write("run/checkpoints/epoch-1.json", "{}");
  server.write("run/trust", "a file");
  const {model} = await server.get("run/checkpoints", {type: "directory", content: "1"});
  expect(model).toMatchObject({
    type: "directory",
    content: [{path: "run/checkpoints/epoch-1.json"}]
  });
  expect((await server.get("run/checkpoints/epoch-1.json")).model.content).toBe("{}");
  expect((await server.post("run/checkpoints", {ext: ".txt"})).model.path).toBe(
    "run/checkpoints/untitled.txt"
  );
  expect(
    (await server.patch("run/checkpoints/untitled.txt", {path: "run/checkpoints/b"})).status
  ).toBe(200);
  expect((await server.delete("run/checkpoints/b")).status).toBe(204);
  expect((await server.get("run/trust")).model.content).toBe("a file");
});
