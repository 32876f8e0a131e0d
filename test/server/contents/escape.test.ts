// Ways out of the folder that is served, each tried over HTTP as an attacker would, on contents and on
// /files, to read, to write, to rename and to delete.
import {execFileSync} from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync
} from "node:fs";
import net from "node:net";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {type ContentsServer, startContents} from "./startContents.ts";

const secret = "the secret";
const text = (content: string): object => ({type: "file", format: "text", content});

/** A server, and beside its root a file that must neither be read nor changed. */
async function startBeside(options = {}): Promise<ContentsServer & {outside: string}> {
  const server = await startContents(options);
  const outside = path.join(server.folder, "outside");
  mkdirSync(outside);
  writeFileSync(path.join(outside, "secret.txt"), secret);
  // A folder whose name begins as the root's does is not in the root.
  mkdirSync(`${server.rootDir}root`);
  writeFileSync(path.join(`${server.rootDir}root`, "secret.txt"), secret);
  server.write("inside.txt", "inside");
  return {...server, outside};
}

function expectUntouched({outside}: {outside: string}): void {
  expect(readdirSync(outside)).toEqual(["secret.txt"]);
  expect(readFileSync(path.join(outside, "secret.txt"), "utf8")).toBe(secret);
}

test.each([
  ["dots", "../outside/secret.txt"],
  ["dots behind a folder", "folder/../../outside/secret.txt"],
  ["dots in percent", "%2e%2e/outside/secret.txt"],
  ["dots and slash in percent", "%2e%2e%2foutside%2fsecret.txt"],
  ["dots in percent twice", "%252e%252e%252foutside%252fsecret.txt"],
  ["a dot as it is and one in percent", ".%2e/outside/secret.txt"],
  ["overlong UTF-8", "%c0%ae%c0%ae/outside/secret.txt"],
  ["separators of Windows", "..\\outside\\secret.txt"],
  ["separators of Windows in percent", "..%5coutside%5csecret.txt"],
  ["a path from the root of the machine", "/etc/passwd"],
  ["the same in percent", "%2fetc%2fpasswd"],
  ["a sibling with the root's name in front", "../rootroot/secret.txt"],
  ["a drive", "C:/Windows/win.ini"],
  ["NUL", "inside.txt%00.png"],
  ["NUL after dots", "..%00/outside/secret.txt"],
  ["half a percent sign", "%"],
  ["semicolons", "..;/outside/secret.txt"]
])("%s lead nowhere", async (_, attack) => {
  const server = await startBeside();
  const body = JSON.stringify(text("overwritten"));
  const rename = JSON.stringify({path: "stolen.txt"});
  for (const [method, url, sent] of [
    ["GET", `/api/contents/${attack}`],
    ["GET", `/files/${attack}`],
    ["GET", `/api/contents/${attack}/checkpoints`],
    ["POST", `/api/contents/${attack}/checkpoints`],
    ["POST", `/api/contents/${attack}/trust`],
    ["PATCH", `/api/contents/${attack}`, rename],
    ["DELETE", `/api/contents/${attack}`],
    ["PUT", `/api/contents/${attack}`, body]
  ] as const) {
    const answer = await server.raw(url, {method, ...(sent && {body: sent})});
    expect(answer.status, `${method} ${url}`).toBeGreaterThanOrEqual(
      // On Linux this writes a file with backslashes in its name: inside, and nothing else.
      method === "PUT" && /\\|%5c|%252e|;/.test(attack) ? 200 : 400
    );
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).not.toContain(secret);
    expect(answer.body).not.toContain("root:");
  }
  expectUntouched(server);
  expect(existsSync(path.join(server.rootDir, "stolen.txt"))).toBe(false);
  expect(readFileSync(path.join(server.rootDir, "inside.txt"), "utf8")).toBe("inside");
});

test("no body says a way out: where to rename to, what to copy from, what to create", async () => {
  const server = await startBeside();
  for (const attack of ["../outside/x.txt", "a/../../outside/x.txt", "x\0.txt", ".."]) {
    expect((await server.patch("inside.txt", {path: attack})).status).toBe(404);
    expect((await server.post("", {copy_from: attack})).status).toBe(404);
  }
  for (const ext of ["/../../outside/x.txt", "/x", "\0"]) {
    expect((await server.post("", {ext})).status).toBeGreaterThanOrEqual(400);
  }
  expect((await server.get("inside.txt")).model.content).toBe("inside");
  expectUntouched(server);
});

test("links that lead out are refused for reading, writing and all that goes through them", async () => {
  const server = await startBeside();
  const {rootDir, outside} = server;
  symlinkSync(path.join(outside, "secret.txt"), path.join(rootDir, "file"));
  symlinkSync(outside, path.join(rootDir, "folder"));
  symlinkSync("folder", path.join(rootDir, "twice"));
  symlinkSync(path.join(outside, "new.txt"), path.join(rootDir, "dangling"));
  for (const link of ["file", "folder/secret.txt", "twice/secret.txt", "folder", "twice"]) {
    for (const answer of [
      await server.get(link),
      await server.get(link, {content: "0", hash: "1"}),
      await server.put(link, text("overwritten")),
      await server.post("", {copy_from: link}),
      await server.raw(`/files/${link}`)
    ]) {
      expect(answer.status, link).toBe(403);
      expect(JSON.stringify(answer)).not.toContain(secret);
    }
  }
  const {model} = await server.get("file");
  expect(model.message).toBe(
    "file is a link that leads out of the folder that is served (followSymlinks allows it)"
  );
  expect((await server.put("dangling", text("new"))).status).toBe(400);
  expect((await server.put("folder/new.txt", text("new"))).status).toBe(403);
  expect((await server.put("folder/new", {type: "directory"})).status).toBe(403);
  expect((await server.post("folder", {ext: ".txt"})).status).toBe(403);
  expect((await server.patch("inside.txt", {path: "folder/stolen.txt"})).status).toBe(403);
  expect((await server.patch("folder/secret.txt", {path: "stolen.txt"})).status).toBe(403);
  expect((await server.delete("folder/secret.txt")).status).toBe(403);
  expect((await server.post("file/checkpoints")).status).toBe(403);
  expectUntouched(server);
  // The link itself is the reader's own: it can be seen, renamed and deleted.
  const entries = (await server.get("")).model.content as {name: string; writable: boolean}[];
  expect(entries.find(({name}) => name === "file")?.writable).toBe(false);
  expect((await server.patch("file", {path: "renamed"})).status).toBe(403);
  expect((await server.delete("folder")).status).toBe(204);
  expect(existsSync(path.join(rootDir, "folder"))).toBe(false);
  expectUntouched(server);
});

test("a link at the place of checkpoints leads nothing out and nothing in", async () => {
  const server = await startBeside();
  symlinkSync(server.outside, path.join(server.rootDir, ".ipynb_checkpoints"));
  writeFileSync(path.join(server.outside, "inside-checkpoint.txt"), secret);
  expect((await server.post("inside.txt/checkpoints")).status).toBe(403);
  expect((await server.get("inside.txt/checkpoints")).status).toBe(403);
  expect((await server.post("inside.txt/checkpoints/checkpoint")).status).toBe(403);
  expect((await server.delete("inside.txt/checkpoints/checkpoint")).status).toBe(403);
  expect((await server.get("inside.txt")).model.content).toBe("inside");
  expect(readFileSync(path.join(server.outside, "inside-checkpoint.txt"), "utf8")).toBe(secret);
});

test("followSymlinks lets links lead where their owner put them", async () => {
  const server = await startBeside({followSymlinks: true});
  symlinkSync(server.outside, path.join(server.rootDir, "data"));
  expect((await server.get("data/secret.txt")).model.content).toBe(secret);
  expect(await (await server.fetch("files/data/secret.txt")).text()).toBe(secret);
  expect((await server.put("data/new.txt", text("new"))).status).toBe(201);
  expect(readFileSync(path.join(server.outside, "new.txt"), "utf8")).toBe("new");
  // Dots do not lead out all the same.
  expect((await server.raw("/api/contents/data/%2e%2e/root/inside.txt")).status).toBe(404);
});

test("links that stay inside are followed, and written through", async () => {
  const server = await startBeside();
  server.write("folder/real.txt", "old");
  symlinkSync("folder/real.txt", path.join(server.rootDir, "link.txt"));
  symlinkSync("nowhere", path.join(server.rootDir, "broken"));
  symlinkSync("circle", path.join(server.rootDir, "circle"));
  expect((await server.get("link.txt")).model.content).toBe("old");
  expect((await server.put("link.txt", text("new"))).status).toBe(200);
  expect(readFileSync(path.join(server.rootDir, "folder/real.txt"), "utf8")).toBe("new");
  const {model} = await server.get("");
  const entries = model.content as {name: string; size: number}[];
  const names = entries.map(({name}) => name).sort();
  expect(names).toEqual(["broken", "folder", "inside.txt", "link.txt"]);
  expect(entries.find(({name}) => name === "link.txt")).toEqual(
    (await server.get("link.txt", {content: "0"})).model
  );
  expect((await server.get("broken")).status).toBe(404);
  expect((await server.get("circle")).status).toBe(404);
  expect((await server.delete("broken")).status).toBe(204);
});

test("pipes, sockets and devices are neither listed nor opened", async () => {
  const server = await startBeside();
  const at = (name: string): string => path.join(server.rootDir, name);
  execFileSync("mkfifo", [at("pipe")]);
  symlinkSync("/dev/zero", at("zero"));
  const socket = net.createServer().listen(at("socket"));
  onTestFinished(() => void socket.close());
  await new Promise((resolve) => socket.on("listening", resolve));
  for (const [name, status] of [
    ["pipe", 400],
    ["socket", 400],
    ["zero", 403]
  ] as const) {
    expect((await server.get(name)).status).toBe(status);
    expect((await server.get(name, {content: "0", hash: "1"})).status).toBe(status);
    expect((await server.put(name, text("x"))).status).toBe(status);
    expect((await server.post("", {copy_from: name})).status).toBe(status);
    expect((await server.post(`${name}/checkpoints`)).status).toBeGreaterThanOrEqual(400);
    expect((await server.raw(`/files/${name}`)).status).toBe(403);
  }
  const names = ((await server.get("")).model.content as {name: string}[]).map(({name}) => name);
  expect(names).toEqual(["inside.txt"]);
  // A folder with such a thing in it cannot be copied, and says so.
  server.write("folder/a.txt", "a");
  execFileSync("mkfifo", [at("folder/pipe")]);
  const copied = await server.post("", {copy_from: "folder"});
  expect(copied.status).toBe(400);
  expect(readdirSync(server.rootDir).filter((name) => /Copy|^\.~/.test(name))).toEqual([]);
});

test("names that are long, odd or in percent are names", async () => {
  const server = await startBeside();
  for (const name of [
    "100%.txt",
    "%2e%2e",
    "a#b?c&d=e+f;g,h.txt",
    "日本語 ノート.txt",
    "a\\b.txt",
    "'\"<>|*:.txt",
    "😀.txt",
    " space .txt"
  ]) {
    expect((await server.put(name, text(name))).status, name).toBe(201);
    expect((await server.get(name)).model).toMatchObject({name, path: name, content: name});
    const names = ((await server.get("")).model.content as {name: string}[]).map(
      (entry) => entry.name
    );
    expect(names).toContain(name);
    const served = await server.fetch(`files/${encodeURIComponent(name)}`);
    expect(await served.text()).toBe(name);
    expect((await server.delete(name)).status).toBe(204);
  }
  const long = await server.put("x".repeat(300), text("x"));
  expect(long.status).toBe(400);
  const longest = `${"ノ".repeat(83)}.txt`;
  expect((await server.put(longest, text("x"))).status).toBe(201);
  expect((await server.post(`${longest}/checkpoints`)).status).toBeLessThan(500);
});
