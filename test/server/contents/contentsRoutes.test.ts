// The cases of Jupyter Server's own tests of its contents API (tests/services/contents/test_api.py),
// asked of ours, in their order.
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from "node:fs";
import path from "node:path";
import {describe, expect, test} from "vitest";
import {
  type Answer,
  type ContentsServer,
  markdownCell,
  notebook,
  startContents
} from "./startContents.ts";

const places = [
  ["", "inroot"],
  ["Directory with spaces in", "inspace"],
  ["unicodé", "innonascii"],
  ["foo", "a"],
  ["foo", "b"],
  ["foo", "name with spaces"],
  ["foo", "unicodé"],
  ["foo/bar", "baz"],
  ["ordering", "A"],
  ["ordering", "b"],
  ["ordering", "C"],
  ["å b", "ç d"]
] as const;

const join = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);

/** A server with a notebook, a text and bytes at each place. */
async function startFilled(): Promise<ContentsServer> {
  const server = await startContents();
  for (const [folder, name] of places) {
    server.write(join(folder, `${name}.ipynb`), JSON.stringify(notebook()));
    server.write(join(folder, `${name}.txt`), `${name} text file`);
    server.write(join(folder, `${name}.blob`), Buffer.concat([Buffer.from(name), Buffer.of(255)]));
  }
  return server;
}

function expectCreated(
  {rootDir}: ContentsServer,
  {status, headers, model}: Answer,
  created: string,
  type = "notebook"
): void {
  expect(status).toBe(201);
  const location = `/api/contents/${created.split("/").map(encodeURIComponent).join("/")}`;
  expect(headers.get("location")).toBe(location);
  expect(model).toMatchObject({name: created.split("/").at(-1), path: created, type});
  const stats = statSync(path.join(rootDir, created));
  expect(type === "directory" ? stats.isDirectory() : stats.isFile()).toBe(true);
}

const entriesOf = (model: Answer["model"]): Answer["model"][] => model.content as Answer["model"][];
const sourceOf = ({content}: Answer["model"], cell = 0): unknown =>
  (content as {cells: {source: unknown}[]}).cells[cell]?.source;

describe("GET", () => {
  test("lists the notebooks of a folder, whatever its name", async () => {
    const server = await startFilled();
    for (const [folder, name] of places) {
      const {model} = await server.get(folder);
      const notebooks = entriesOf(model).filter(({type}) => type === "notebook");
      expect(notebooks.map((entry) => entry.name)).toContain(`${name}.ipynb`);
      expect(notebooks.map((entry) => entry.path)).toContain(join(folder, `${name}.ipynb`));
    }
  });

  test("gives a folder without its content when that is not wanted", async () => {
    const server = await startFilled();
    for (const [folder] of places) {
      const {model} = await server.get(folder, {content: "0"});
      expect(model).toMatchObject({path: folder, type: "directory", content: null, format: null});
    }
  });

  test("answers 404 for a folder or file that is not there, and says so in the body", async () => {
    const server = await startFilled();
    for (const missing of ["nonexistent", "foo/q.ipynb", "foo/q.txt", "foo/a.txt/b"]) {
      const {status, model} = await server.get(missing);
      expect(status).toBe(404);
      expect(model.message).toBe(`file or directory "${missing}" does not exist`);
    }
  });

  test("gives a notebook with its content, and its hash when that is wanted", async () => {
    const server = await startFilled();
    for (const [folder, name] of places) {
      const at = join(folder, `${name}.ipynb`);
      const plain = await server.get(at, {content: "1"});
      const common = {name: `${name}.ipynb`, path: at, type: "notebook"};
      expect(plain.model).toMatchObject({...common, format: "json", content: {metadata: {}}});
      expect(plain.model).toMatchObject({hash: null, hash_algorithm: null, writable: true});
      const {model, headers} = await server.get(at, {hash: "1"});
      expect(model).toMatchObject({...common, hash_algorithm: "sha256", content: {metadata: {}}});
      expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(headers.get("etag")).toBe(`"${model.hash}"`);
      const bare = await server.get(at, {content: "0"});
      expect(bare.model).toMatchObject({...common, content: null, format: null, hash: null});
      const hashed = await server.get(at, {content: "0", hash: "1"});
      expect(hashed.model).toMatchObject({content: null, format: null, hash: model.hash});
    }
  });

  test("shows a notebook that breaks the format's rules, and says what is wrong", async () => {
    const server = await startFilled();
    const cells = [{cell_type: "wrong", metadata: {}}];
    server.write("å b/Validate tést.ipynb", JSON.stringify({nbformat: 4, metadata: {}, cells}));
    const {status, model} = await server.get("å b/Validate tést.ipynb");
    expect(status).toBe(200);
    expect(model).toMatchObject({
      path: "å b/Validate tést.ipynb",
      type: "notebook",
      content: {cells}
    });
    expect(model.message).toMatch(/validation failed/i);
  });

  test("answers 400 with the place of the fault for a notebook that is no JSON", async () => {
    const server = await startFilled();
    server.write("broken.ipynb", '{\n "cells": [,]}');
    const {status, model} = await server.get("broken.ipynb");
    expect(status).toBe(400);
    expect(model.message).toMatch(/^Unreadable Notebook: broken\.ipynb .*line 2/);
    // As a file it can still be mended.
    expect((await server.get("broken.ipynb", {type: "file"})).model.format).toBe("text");
  });

  test("gives texts as text and bytes in base64", async () => {
    const server = await startFilled();
    for (const [folder, name] of places) {
      const text = await server.get(join(folder, `${name}.txt`), {content: "1"});
      const common = {type: "file", hash: null, hash_algorithm: null};
      expect(text.model).toMatchObject({...common, format: "text", content: `${name} text file`});
      const blob = await server.get(join(folder, `${name}.blob`));
      expect(blob.model).toMatchObject({...common, name: `${name}.blob`, format: "base64"});
      const bytes = Buffer.from(blob.model.content as string, "base64");
      expect(bytes).toEqual(Buffer.concat([Buffer.from(name), Buffer.of(255)]));
      const hashed = await server.get(join(folder, `${name}.txt`), {hash: "1"});
      expect(hashed.model).toMatchObject({type: "file", format: "text", hash_algorithm: "sha256"});
    }
    const asText = await server.get("foo/bar/baz.blob", {type: "file", format: "text"});
    expect(asText.status).toBe(400);
    expect(asText.model).toMatchObject({
      message: "foo/bar/baz.blob is not UTF-8 encoded",
      reason: "bad format"
    });
    const asBytes = await server.get("foo/a.txt", {type: "file", format: "base64"});
    expect(Buffer.from(asBytes.model.content as string, "base64").toString()).toBe("a text file");
  });

  test("gives a notebook as text when it is asked for as a file", async () => {
    const server = await startFilled();
    const {model} = await server.get("foo/a.ipynb", {type: "file"});
    expect(model).toMatchObject({type: "file", format: "text"});
    expect(JSON.parse(model.content as string)).toEqual(notebook());
    const bytes = await server.get("foo/a.ipynb", {type: "file", format: "base64"});
    expect(bytes.model.format).toBe("base64");
  });

  test("knows the model of a plain file, field by field", async () => {
    const server = await startFilled();
    server.write("foo/untitled.txt", "");
    const {model, headers} = await server.get("foo/untitled.txt", {hash: "1"});
    expect(model).toEqual({
      name: "untitled.txt",
      path: "foo/untitled.txt",
      type: "file",
      writable: true,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      last_modified: new Date(
        statSync(path.join(server.rootDir, "foo/untitled.txt")).mtimeMs
      ).toISOString(),
      mimetype: "text/plain",
      size: 0,
      content: "",
      format: "text",
      hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      hash_algorithm: "sha256"
    });
    expect(headers.get("last-modified")).toMatch(/ GMT$/);
  });

  test("lists each entry as it is when asked for alone without content", async () => {
    const server = await startFilled();
    for (const entry of entriesOf((await server.get("foo")).model)) {
      expect((await server.get(entry.path, {content: "0"})).model).toEqual(entry);
    }
  });

  test("answers 404 for what is hidden, and does not list it", async () => {
    const server = await startFilled();
    server.write(".hidden/visible.txt", "visible text file in hidden dir");
    server.write(".hidden.txt", "hidden text file");
    for (const hidden of [
      ".hidden/visible.txt",
      ".hidden.txt",
      ".hidden",
      "foo/.ipynb_checkpoints"
    ]) {
      expect((await server.get(hidden)).status).toBe(404);
    }
    const names = entriesOf((await server.get("")).model).map(({name}) => name);
    expect(names.filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("shows what is hidden when that is allowed", async () => {
    const server = await startContents({allowHidden: true});
    server.write(".hidden/visible.txt", "text");
    expect(entriesOf((await server.get(".hidden")).model)[0]?.name).toBe("visible.txt");
    const copied = await server.post(".hidden", {copy_from: ".hidden/visible.txt"});
    expectCreated(server, copied, ".hidden/visible-Copy1.txt", "file");
    expect((await server.delete(".hidden/visible-Copy1.txt")).status).toBe(204);
    const made = await server.put(".hidden/new.txt", {
      content: "foo",
      format: "text",
      type: "file"
    });
    expectCreated(server, made, ".hidden/new.txt", "file");
  });

  test("answers 400 for a folder asked for as a file and the other way round", async () => {
    const server = await startFilled();
    const folder = await server.get("unicodé", {type: "file"});
    expect(folder.status).toBe(400);
    expect(folder.model).toMatchObject({
      message: "unicodé is a directory, not a file",
      reason: "bad type"
    });
    const file = await server.get("unicodé/innonascii.ipynb", {type: "directory"});
    expect(file.status).toBe(400);
    expect(file.model.message).toBe("unicodé/innonascii.ipynb is not a directory");
  });

  test("answers 400 for a query that means nothing, and takes an unknown type for a file", async () => {
    const server = await startFilled();
    const queries: Record<string, string>[] = [{content: "2"}, {hash: "yes"}, {format: "json"}];
    for (const query of queries) {
      expect((await server.get("foo/a.txt", query)).status).toBe(400);
    }
    const unknown = await server.get("foo/a.ipynb", {
      type: "undefined",
      contentProviderId: "undefined"
    });
    expect(unknown.model.type).toBe("file");
  });
});

describe("POST", () => {
  test("makes untitled notebooks and files with numbers that are free", async () => {
    const server = await startFilled();
    expectCreated(server, await server.post("å b", {ext: ".ipynb"}), "å b/Untitled.ipynb");
    expectCreated(server, await server.post("å b", {ext: ".ipynb"}), "å b/Untitled1.ipynb");
    expectCreated(server, await server.post("foo/bar", {ext: ".ipynb"}), "foo/bar/Untitled.ipynb");
    expectCreated(server, await server.post("foo/bar"), "foo/bar/untitled", "file");
    expectCreated(
      server,
      await server.post("foo/bar", {ext: ".txt"}),
      "foo/bar/untitled.txt",
      "file"
    );
    const {model} = await server.get("foo/bar/untitled.txt");
    expect(model).toMatchObject({type: "file", format: "text", content: ""});
    const compound = {ext: ".foo.bar"};
    expectCreated(server, await server.post("foo", compound), "foo/untitled.foo.bar", "file");
    expectCreated(server, await server.post("foo", compound), "foo/untitled1.foo.bar", "file");
  });

  test("makes untitled folders", async () => {
    const server = await startFilled();
    const folder = {type: "directory"};
    expectCreated(server, await server.post("å b", folder), "å b/Untitled Folder", "directory");
    expectCreated(server, await server.post("å b", folder), "å b/Untitled Folder 1", "directory");
    expectCreated(
      server,
      await server.post("foo/bar", folder),
      "foo/bar/Untitled Folder",
      "directory"
    );
  });

  test("gives each of many that ask at once a name of its own", async () => {
    const server = await startFilled();
    const made = await Promise.all(
      Array.from({length: 20}, () => server.post("", {ext: ".ipynb"}))
    );
    expect(new Set(made.map(({model}) => model.path)).size).toBe(20);
  });

  test("answers 404 where there is no folder and 400 on a file", async () => {
    const server = await startFilled();
    expect((await server.post("nowhere", {ext: ".txt"})).status).toBe(404);
    const onFile = await server.post("foo/a.txt", {});
    expect(onFile.status).toBe(400);
    expect(onFile.model.message).toBe("Cannot POST to files, use PUT instead.");
    expect((await server.post(".hidden", {ext: ".txt"})).status).toBe(400);
    expect((await server.post("", {ext: "/../../x"})).status).toBe(400);
    expect((await server.post("", {ext: ".\0"})).status).toBe(404);
  });

  test("copies a notebook, and a copy, with the next number", async () => {
    const server = await startFilled();
    const from = (name: string): object => ({copy_from: `å b/${name}`});
    expectCreated(server, await server.post("å b", from("ç d.ipynb")), "å b/ç d-Copy1.ipynb");
    expectCreated(server, await server.post("å b", from("ç d.ipynb")), "å b/ç d-Copy2.ipynb");
    expectCreated(server, await server.post("å b", from("ç d-Copy2.ipynb")), "å b/ç d-Copy3.ipynb");
  });

  test("copies into another folder under the same name while it is free", async () => {
    const server = await startFilled();
    const body = {copy_from: "foo/a.ipynb"};
    expectCreated(server, await server.post("å b", body), "å b/a.ipynb");
    expectCreated(server, await server.post("å b", body), "å b/a-Copy1.ipynb");
    server.write("a.tar.gz", "x");
    expectCreated(server, await server.post("", {copy_from: "a.tar.gz"}), "a-Copy1.tar.gz", "file");
  });

  test("copies to a path of its own, whose folder must be there", async () => {
    const server = await startFilled();
    const body = {copy_from: "å b/ç d.ipynb"};
    expectCreated(server, await server.post("å b/copy 2.ipynb", body), "å b/copy 2.ipynb");
    expect((await server.post("å x/copy 2.ipynb", body)).status).toBe(404);
    expect((await server.post("", {copy_from: "nowhere.txt"})).status).toBe(404);
    expect((await server.post("", {copy_from: 5})).status).toBe(400);
  });

  test("copies a folder with what is in it, also into one that is not there yet", async () => {
    const server = await startFilled();
    mkdirSync(path.join(server.rootDir, "parent"));
    const body = {copy_from: "foo"};
    expectCreated(server, await server.post("parent", body), "parent/foo", "directory");
    expectCreated(server, await server.post("parent", body), "parent/foo-Copy1", "directory");
    expectCreated(server, await server.post("", body), "foo-Copy1", "directory");
    expectCreated(server, await server.post("new", body), "new/foo", "directory");
    expect((await server.get("new/foo/bar/baz.txt")).model.content).toBe("baz text file");
    const intoItself = await server.post("foo/bar", body);
    expect(intoItself.status).toBe(400);
    expect(intoItself.model.message).toBe("foo cannot be copied into itself");
  });

  test("answers 400 when what is copied, or where to, is hidden", async () => {
    const server = await startFilled();
    server.write(".hidden/new.txt", "x");
    server.write(".hidden.txt", "x");
    for (const [to, from] of [
      [".hidden/old.txt", "foo/a.txt"],
      ["old.txt", ".hidden/new.txt"],
      [".hidden.txt", "foo/a.txt"],
      ["old.txt", ".hidden.txt"]
    ] as const) {
      expect((await server.post(to, {copy_from: from})).status).toBe(400);
    }
    expect(existsSync(path.join(server.rootDir, "old.txt"))).toBe(false);
  });
});

describe("PUT", () => {
  test("uploads a notebook, a text and bytes, which come back as they went", async () => {
    const server = await startFilled();
    const uploaded = await server.put("å b/Upload tést.ipynb", {
      content: notebook(),
      type: "notebook"
    });
    expectCreated(server, uploaded, "å b/Upload tést.ipynb");
    const text = {content: "ünicode téxt 🙂\r\n", format: "text", type: "file"};
    expectCreated(
      server,
      await server.put("å b/Upload tést.txt", text),
      "å b/Upload tést.txt",
      "file"
    );
    expect((await server.get("å b/Upload tést.txt")).model).toMatchObject(text);
    const content = `${Buffer.from("\xffblob", "latin1").toString("base64")}\n`;
    await server.put("å b/Upload tést.blob", {content, format: "base64", type: "file"});
    const blob = await server.get("å b/Upload tést.blob");
    expect(blob.model.format).toBe("base64");
    expect(Buffer.from(blob.model.content as string, "base64").toString("latin1")).toBe("\xffblob");
  });

  test("makes a folder, and leaves one that is there", async () => {
    const server = await startFilled();
    const made = await server.put("å b/New ∂ir", {type: "directory"});
    expectCreated(server, made, "å b/New ∂ir", "directory");
    expect((await server.put("foo", {type: "directory"})).status).toBe(201);
    expect((await server.get("foo/a.txt")).status).toBe(200);
    expect((await server.put("foo/a.txt", {type: "directory"})).status).toBe(400);
    expect((await server.put("no/where", {type: "directory"})).status).toBe(404);
  });

  test("without a body makes an untitled file in a folder", async () => {
    const server = await startFilled();
    expectCreated(server, await server.put("foo"), "foo/untitled", "file");
  });

  test("fills what is new by its name", async () => {
    const server = await startFilled();
    const made = await server.put("new.ipynb", {format: "json"});
    expectCreated(server, made, "new.ipynb");
    expect((await server.get("new.ipynb")).model.content).toEqual(notebook());
  });

  test("answers 400 when the path, or that of the model, is hidden", async () => {
    const server = await startFilled();
    const text = {content: "ünicode téxt", format: "text", type: "file"};
    expect((await server.put("å b/.hidden", {type: "directory"})).status).toBe(400);
    for (const [at, named] of [
      [".hidden/Upload tést.txt", undefined],
      ["Upload tést.txt", ".hidden/test.txt"],
      [".hidden.txt", undefined],
      ["Upload tést.txt", ".hidden.txt"]
    ] as const) {
      expect((await server.put(at, {...text, ...(named && {path: named})})).status).toBe(400);
    }
    expect(readdirSync(server.rootDir)).not.toContain("Upload tést.txt");
  });

  test("answers 400 for a copy, which is POST's", async () => {
    const server = await startFilled();
    const copied = await server.put("å b/cøpy.ipynb", {copy_from: "å b/ç d.ipynb"});
    expect(copied.status).toBe(400);
    expect(copied.model.message).toBe("Cannot copy with PUT, only POST");
    expect((await server.put(".hidden/old.txt", {copy_from: "new.txt"})).status).toBe(400);
    expect((await server.put("old.txt", {copy_from: ".hidden/new.txt"})).status).toBe(400);
  });

  test("saves a notebook over the one that is there and keeps the time", async () => {
    const server = await startFilled();
    const {model} = await server.get("foo/a.ipynb");
    const content = notebook([markdownCell("Created by test ³")]);
    const saved = await server.put("foo/a.ipynb", {content, type: "notebook"});
    expect(saved.status).toBe(200);
    expect(saved.model).toMatchObject({content: null, format: null, path: "foo/a.ipynb"});
    expect(Date.parse(saved.model.last_modified)).toBeGreaterThanOrEqual(
      Date.parse(model.last_modified)
    );
    expect(sourceOf((await server.get("foo/a.ipynb")).model)).toBe("Created by test ³");
  });

  test("says in what way a saved notebook breaks the format's rules", async () => {
    const server = await startFilled();
    const broken = {cell_type: "code", execution_count: null, metadata: {}, outputs: []};
    const saved = await server.put("foo/a.ipynb", {content: notebook([broken]), type: "notebook"});
    expect(saved.status).toBe(200);
    expect(saved.model.message).toMatch(/^Notebook validation failed: /);
    expect((await server.get("foo/a.ipynb")).model.message).toMatch(
      /^Notebook validation failed: /
    );
  });

  test("answers 400 for what cannot be saved, and leaves the file", async () => {
    const server = await startFilled();
    const cases: [object, string | RegExp][] = [
      [{content: "x", format: "text"}, "No file type provided"],
      [{type: "file"}, "No file content provided"],
      [{type: "file", content: "x"}, /Must specify format/],
      [{type: "file", content: "x", format: "json"}, /Must specify format/],
      [{type: "file", content: {}, format: "text"}, /content is a string/],
      [{type: "file", content: "&&&", format: "base64"}, /no base64/],
      [{type: "file", content: "\ud800", format: "text"}, /half of a character/],
      [{type: "notebook", content: "text"}, /cannot be saved as a notebook/],
      [{type: "notebook", content: {cells: 5}}, /cannot be saved as a notebook/],
      [{type: "directory"}, "Not a directory: foo/a.txt"]
    ];
    for (const [body, message] of cases) {
      const {status, model} = await server.put("foo/a.txt", body);
      expect({status, message: model.message}).toEqual({
        status: 400,
        message: expect.stringMatching(message) as string
      });
    }
    expect((await server.get("foo/a.txt")).model.content).toBe("a text file");
    expect((await server.put("foo", {type: "file", content: "x", format: "text"})).status).toBe(
      400
    );
    expect(
      (await server.put("no/where.txt", {type: "file", content: "x", format: "text"})).status
    ).toBe(404);
    const noObject = await server.put("foo/a.txt", [1]);
    expect(noObject.status).toBe(400);
    const noJson = await server.raw("/api/contents/foo/a.txt", {method: "PUT", body: "{"});
    expect(noJson).toMatchObject({
      status: 400,
      body: expect.stringContaining("Invalid JSON") as string
    });
  });
});

describe("PATCH", () => {
  test("renames a file, which keeps its time", async () => {
    const server = await startFilled();
    const before = (await server.get("foo/a.ipynb", {content: "0"})).model;
    const {status, headers, model} = await server.patch("foo/a.ipynb", {path: "foo/z.ipynb"});
    expect(status).toBe(200);
    expect(headers.get("location")).toBe("/api/contents/foo/z.ipynb");
    expect(model).toMatchObject({name: "z.ipynb", path: "foo/z.ipynb"});
    expect(model.last_modified).toBe(before.last_modified);
    const names = entriesOf((await server.get("foo")).model).map(({name}) => name);
    expect(names).toContain("z.ipynb");
    expect(names).not.toContain("a.ipynb");
  });

  test("moves a file into another folder, and a folder with all that is in it", async () => {
    const server = await startFilled();
    expect((await server.patch("foo/a.txt", {path: "å b/ä.txt"})).status).toBe(200);
    expect((await server.get("å b/ä.txt")).model.content).toBe("a text file");
    for (const [from, to] of [
      ["foo", "å b"],
      ["foo/bar", "ordering"]
    ] as const) {
      expect((await server.patch(from, {path: to})).status).toBe(409);
    }
    expect((await server.patch("foo/bar", {path: "foo/bar_diff"})).status).toBe(200);
    expect((await server.get("foo/bar")).status).toBe(404);
    expect((await server.get("foo/bar_diff/baz.txt")).model.content).toBe("baz text file");
    expect((await server.patch("foo", {path: "foo/inside"})).status).toBe(400);
  });

  test("answers 409 for a name that is taken, 404 for what is not there", async () => {
    const server = await startFilled();
    const taken = await server.patch("foo/a.ipynb", {path: "foo/b.ipynb"});
    expect(taken.status).toBe(409);
    expect(taken.model.message).toBe("File already exists: foo/b.ipynb");
    expect((await server.patch("nonexistent_file.txt", {path: "new_name.txt"})).status).toBe(404);
    expect((await server.patch("foo/a.ipynb", {path: "nowhere/a.ipynb"})).status).toBe(404);
    expect((await server.patch("", {path: "x"})).status).toBe(400);
    expect((await server.patch("foo/a.ipynb")).status).toBe(400);
    expect((await server.patch("foo/a.ipynb", {path: 5})).status).toBe(400);
    expect((await server.patch("foo/a.ipynb", {path: "foo/a.ipynb"})).status).toBe(200);
  });

  test("answers 400 when the old path or the new one is hidden", async () => {
    const server = await startFilled();
    for (const [from, to] of [
      [".hidden/old.txt", "new.txt"],
      ["foo/a.txt", ".hidden/new.txt"],
      [".hidden.txt", "new.txt"],
      ["foo/a.txt", ".hidden.txt"]
    ] as const) {
      expect((await server.patch(from, {path: to})).status).toBe(400);
    }
  });
});

describe("DELETE", () => {
  test("deletes files, then the folders that are empty, until nothing is left", async () => {
    const server = await startFilled();
    for (const [folder, name] of places) {
      expect((await server.delete(join(folder, `${name}.ipynb`))).status).toBe(204);
      expect((await server.delete(join(folder, `${name}.ipynb`))).status).toBe(404);
    }
    const folders = [...new Set(places.map(([folder]) => folder))];
    for (const folder of folders.sort((a, b) => b.length - a.length)) {
      for (const {path} of entriesOf((await server.get(folder)).model)) {
        expect((await server.delete(path)).status).toBe(204);
      }
    }
    expect((await server.get("")).model.content).toEqual([]);
  });

  test("answers 400 for a folder with something in it, for the root, and for what is hidden", async () => {
    const server = await startFilled();
    const full = await server.delete("å b");
    expect(full.status).toBe(400);
    expect(full.model.message).toBe("Directory å b not empty");
    expect((await server.delete("")).status).toBe(400);
    expect((await server.delete(".hidden")).status).toBe(400);
    expect((await server.delete(".hidden/test.txt")).status).toBe(400);
    mkdirSync(path.join(server.rootDir, "empty", ".ipynb_checkpoints"), {recursive: true});
    writeFileSync(path.join(server.rootDir, "empty/.ipynb_checkpoints/a-checkpoint.txt"), "x");
    expect((await server.delete("empty")).status).toBe(204);
  });
});

test("a base URL is part of what Location says", async () => {
  const server = await startContents({baseUrl: "/lab one/"});
  const response = await server.fetch("api/contents", {method: "POST", body: '{"ext": ".txt"}'});
  expect(response.status).toBe(201);
  expect(response.headers.get("location")).toMatch(
    /^\/lab(%20| )one\/api\/contents\/untitled\.txt$/
  );
});
