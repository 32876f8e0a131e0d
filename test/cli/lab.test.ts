// The lab as a process, as `npm start` runs it.
import {type ChildProcess, spawn} from "node:child_process";
import {once} from "node:events";
import {chmodSync, existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {ask} from "../server/ask.ts";
import {folderWith} from "../server/labFixture.ts";

const main = path.resolve("dist/src/cli/main.js");

interface Started {
  process: ChildProcess;
  folder: string;
  runtime: string;
  /** All that was printed so far. */
  out: () => string;
  err: () => string;
  /** The exit code, or the signal. */
  ended: Promise<number | string>;
}

/** Runs convnotes with Jupyter's folders in a folder of the test's own. */
function run(
  args: string[],
  {env = {}, cwd, input}: {env?: Record<string, string>; cwd?: string; input?: string} = {}
): Started {
  const folder = folderWith({"root/a.txt": "text"});
  const child = spawn(process.execPath, [main, ...args], {
    cwd: cwd ?? path.join(folder, "root"),
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      JUPYTER_CONFIG_DIR: path.join(folder, "config"),
      JUPYTER_DATA_DIR: path.join(folder, "data"),
      JUPYTER_RUNTIME_DIR: path.join(folder, "runtime"),
      ...env
    }
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(input);
  const ended = once(child, "close").then(
    ([code, signal]) => (code as number | null) ?? (signal as string)
  );
  const runtime = path.join(folder, "runtime");
  return {process: child, folder, runtime, out: () => out, err: () => err, ended};
}

/** The address that a lab prints when it listens. */
async function addressOf({process: child, out, err}: Started): Promise<URL> {
  for (;;) {
    const [address] = /http:\/\/\S+/.exec(out()) ?? [];
    if (address !== undefined && out().includes("Ctrl-C")) return new URL(address);
    if (child.exitCode !== null) throw new Error(`the lab ended: ${err()}`);
    await Promise.race([once(child.stdout!, "data"), once(child, "exit")]);
  }
}

/** The children of a process, theirs included. */
function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter(Boolean)
    .map(Number);
  return [...children, ...children.flatMap(descendants)];
}

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** Waits until a process is no more; a test's time limit ends the wait. */
async function gone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("the lab prints one address, which opens it, and the token nowhere else", async () => {
  const lab = run(["--no-browser", "--port", "0", "--debug"]);
  const address = await addressOf(lab);
  expect(lab.out().match(/http:\/\//g)).toHaveLength(1);
  const token = address.searchParams.get("token") ?? "";
  expect(token).toMatch(/^[0-9a-f]{48}$/);
  const answer = await ask(address.href);
  expect([answer.status, answer.headers.location]).toEqual([302, "/lab"]);
  const files = await ask(`${address.origin}/api/contents?token=${token}`);
  expect(JSON.parse(files.text)).toMatchObject({content: [{name: "a.txt"}]});
  await ask(`${address.origin}/api/contents/none?token=${token}`);
  lab.process.kill("SIGTERM");
  expect(await lab.ended).toBe(0);
  expect(lab.out().split(token)).toHaveLength(2);
  expect(lab.err()).not.toContain(token);
  expect(lab.err()).toMatch(/^\[D [\d:]+\] 200 GET \/api\/contents \d+ ms$/m);
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends the lab, its kernel and its files, with a page and a socket open",
  async (signal) => {
    const lab = run(["lab", "--no-browser", "--port", "0"]);
    const address = await addressOf(lab);
    const token = address.searchParams.get("token");
    const headers = {authorization: `token ${token}`, "content-type": "application/json"};
    const {status} = await ask(`${address.origin}/api/kernels`, {
      method: "POST",
      headers,
      body: '{"name": "convnotes"}'
    });
    expect(status).toBe(201);
    const pid = lab.process.pid ?? 0;
    const children = descendants(pid);
    expect(children.length).toBeGreaterThan(0);
    expect(readdirSync(lab.runtime)).toContain(`jpserver-${pid}.json`);
    // A browser keeps its connection.
    const idle = await fetch(`${address.origin}/api`);
    expect(idle.ok).toBe(true);
    lab.process.kill(signal);
    expect(await lab.ended).toBe(0);
    await Promise.all(children.map(gone));
    expect(readdirSync(lab.runtime)).toEqual(["convnotes_cookie_secret"]);
  }
);

test("a lab that is killed takes its kernels with it", async () => {
  const lab = run(["lab", "--no-browser", "--port", "0"]);
  const address = await addressOf(lab);
  const headers = {authorization: `token ${address.searchParams.get("token")}`};
  await ask(`${address.origin}/api/kernels`, {method: "POST", headers});
  const children = descendants(lab.process.pid ?? 0);
  expect(children.length).toBeGreaterThan(0);
  lab.process.kill("SIGKILL");
  expect(await lab.ended).toBe("SIGKILL");
  await Promise.all(children.map(gone));
});

test("other programs find the lab by its file, which is for this user alone", async () => {
  const lab = run(["lab", "--no-browser", "--port", "0", "--base-url", "x"]);
  const address = await addressOf(lab);
  const file = path.join(lab.runtime, `jpserver-${lab.process.pid}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(lab.runtime).mode & 0o777).toBe(0o700);
  const found = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  expect(found).toMatchObject({
    pid: lab.process.pid,
    port: Number(address.port),
    base_url: "/x/",
    url: `${address.origin}/x/`,
    token: address.searchParams.get("token"),
    root_dir: path.join(lab.folder, "root"),
    password: false
  });
  const asked = await ask(`${String(found.url)}api/status?token=${String(found.token)}`);
  expect(asked.status).toBe(200);
});

test("the browser is opened on a file, so that no process list shows the token", async () => {
  const script = folderWith({browser: '#!/bin/sh\necho "$@" > "$0.opened"\n'});
  const browser = path.join(script, "browser");
  chmodSync(browser, 0o755);
  const lab = run(["lab", "--port", "0"], {env: {BROWSER: browser}});
  const address = await addressOf(lab);
  while (!existsSync(`${browser}.opened`) || readFileSync(`${browser}.opened`, "utf8") === "") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const page = readFileSync(`${browser}.opened`, "utf8").trim();
  expect(page).toBe(path.join(lab.runtime, `jpserver-${lab.process.pid}-open.html`));
  expect(statSync(page).mode & 0o777).toBe(0o600);
  expect(readFileSync(page, "utf8")).toContain(`url=${address.href}`);
});

test("a port that is taken gives way to the next free one, and is told", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const {port} = other.address() as AddressInfo;
  const lab = run(["lab", "--no-browser", "--port", String(port)]);
  const address = await addressOf(lab);
  expect(Number(address.port)).toBeGreaterThan(port);
  expect(lab.err()).toContain(`port ${port} is taken, this is ${address.port}`);
});

test("POST /api/shutdown ends the lab", async () => {
  const lab = run(["lab", "--no-browser", "--port", "0"]);
  const address = await addressOf(lab);
  const headers = {authorization: `token ${address.searchParams.get("token")}`};
  const url = `${address.origin}/api/shutdown`;
  expect((await ask(url, {method: "POST", headers})).status).toBe(200);
  expect(await lab.ended).toBe(0);
});

test("settings come from the command line, else the environment, else the file", async () => {
  const config = folderWith({
    "lab.json": '{"baseUrl": "/file/", "token": "from-file", "port": 0, "openBrowser": false}'
  });
  const lab = run(["lab", "--config", path.join(config, "lab.json"), "--token", "from-option"], {
    env: {CONVNOTES_BASE_URL: "/environment/", CONVNOTES_TOKEN: "from-environment"}
  });
  const address = await addressOf(lab);
  expect(address.pathname).toBe("/environment/lab");
  expect(address.searchParams.get("token")).toBe("from-option");
});

test("a password is asked for, kept as a hash, and opens instead of a token", async () => {
  const config = folderWith({"lab.json": '{"port": 0, "openBrowser": false}'});
  const file = path.join(config, "lab.json");
  const setting = run(["lab", "--set-password", "--config", file], {input: "secret\nsecret\n"});
  expect(await setting.ended).toBe(0);
  expect(readFileSync(file, "utf8")).toMatch(/"passwordHash": "scrypt:/);
  expect(readFileSync(file, "utf8")).not.toContain("secret");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const differing = run(["lab", "--set-password", "--config", file], {input: "a\nb\n"});
  expect([await differing.ended, differing.err()]).toEqual([
    1,
    "convnotes lab: the two passwords differ\n"
  ]);

  const lab = run(["lab", "--config", file]);
  const address = await addressOf(lab);
  expect(address.search).toBe("");
  const page = await ask(`${address.origin}/login`);
  expect(page.text).toContain(">Password</label>");
});

test("wrong ways to start are one line, and exit code 2", async () => {
  const config = folderWith({"lab.json": '{"prot": 1}', file: ""});
  const cases: [string[], RegExp][] = [
    [["--prot", "1"], /^convnotes lab: Unknown option '--prot'/],
    [["lab", "--port", "x"], /--port is followed by a number, but got "x"/],
    [["lab", "--port", "70000"], /the port is a number from 0 to 65535, but got 70000/],
    [["lab", "none"], /expected a folder, but .*none is not there/],
    [["lab", path.join(config, "file")], /expected a folder, but .*file is a file/],
    [["lab", "a", "b"], /expected one folder, but got a and b/],
    [["lab", "--config", path.join(config, "lab.json")], /settings are ip, .*but got prot/],
    [["lab", "--ip", "0.0.0.0", "--token", ""], /expected a token or a password when others can/],
    [["lab", "--ip", "192.0.2.1", "--token="], /expected a token or a password when others can/],
    [["nonsense"], /^convnotes: no command is called "nonsense"/]
  ];
  await Promise.all(
    cases.map(async ([args, message]) => {
      const wrong = run(args);
      expect([args, await wrong.ended]).toEqual([args, 2]);
      expect(wrong.err()).toMatch(message);
      expect(wrong.err().trim().split("\n")).toHaveLength(1);
      expect(wrong.out()).toBe("");
    })
  );
});

test("an address that is none of this machine is told in one line", async () => {
  const lab = run(["lab", "--no-browser", "--ip", "192.0.2.1"]);
  expect(await lab.ended).toBe(1);
  expect(lab.err()).toMatch(/^convnotes lab: cannot listen on 192.0.2.1, port 8888: .+\n$/);
});

test("help names every option", async () => {
  const lab = run(["lab", "--help"]);
  expect(await lab.ended).toBe(0);
  for (const option of [
    "--ip",
    "--port",
    "--no-browser",
    "--notebook-dir",
    "--base-url",
    "--token"
  ]) {
    expect(lab.out()).toContain(option);
  }
  const all = run(["--help"]);
  expect(await all.ended).toBe(0);
  expect(all.out()).toContain("convnotes lab ");
});

test("in a clone the lab shows the lectures; elsewhere the folder it is started in", async () => {
  const lab = run(["--no-browser", "--port", "0"], {cwd: path.resolve(".")});
  await addressOf(lab);
  expect(lab.out()).toContain(`The lab shows ${path.resolve("notebooks")} at`);
  const elsewhere = run(["--no-browser", "--port", "0"]);
  await addressOf(elsewhere);
  expect(elsewhere.out()).toContain(`The lab shows ${path.join(elsewhere.folder, "root")} at`);
  const given = run(["lab", "root", "--no-browser", "--port", "0"], {
    cwd: folderWith({"root/x": ""})
  });
  await addressOf(given);
  expect(given.out()).toMatch(/The lab shows \/.*\/root at/);
});
