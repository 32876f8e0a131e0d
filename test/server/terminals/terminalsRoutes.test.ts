import {mkdirSync, readFileSync} from "node:fs";
import path from "node:path";
import {PageConfig} from "@jupyterlab/coreutils";
import {type Terminal, TerminalManager} from "@jupyterlab/services";
import {afterEach, describe, expect, onTestFinished, test, vi} from "vitest";
import type {TerminalModel} from "../../../src/server/terminals/terminal.ts";
import {findSpawn} from "../../../src/server/terminals/pty.ts";
import {isAlive, until} from "../../jupyter/kernels.ts";
import {startLab, useLab} from "../lab.ts";

vi.stubEnv("SHELL", "/bin/sh");
vi.stubEnv("PS1", "$ ");
const lab = useLab({kernels: []});

const list = (): Promise<TerminalModel[]> => lab.get("api/terminals");

afterEach(async () => {
  for (const {name} of await list()) await lab.ask(`api/terminals/${name}`, {method: "DELETE"});
});

/** How many processes this one has started that are there. */
function childrenCount(): number {
  const {pid} = process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean)
    .length;
}

/** What a terminal shows to a client from now on. */
async function look(name: string): Promise<{
  text: () => string;
  type: (text: string) => void;
  resize: (rows: number, columns: number) => void;
  closed: Promise<unknown>;
}> {
  const socket = lab.open(`terminals/websocket/${name}`);
  onTestFinished(() => socket.terminate());
  let shown = "";
  socket.on("message", (data: Buffer) => {
    const [type, text] = JSON.parse(data.toString()) as [string, string];
    if (type === "stdout") shown += text;
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const send = (...message: unknown[]): void => socket.send(JSON.stringify(message));
  return {
    text: () => shown,
    type: (text) => send("stdin", text),
    resize: (rows, columns) => send("set_size", rows, columns, 0, 0),
    closed: new Promise((resolve) => socket.once("close", resolve))
  };
}

describe("terminals", () => {
  test("JupyterLab's client starts one, types, sees what is printed, and ends it", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    PageConfig.setOption("terminalsAvailable", "true");
    const terminals = new TerminalManager({serverSettings: lab.settings, standby: "never"});
    const terminal = await terminals.startNew();
    expect(terminal.name).toBe("1");
    let shown = "";
    terminal.messageReceived.connect((_terminal, {type, content = []}: Terminal.IMessage) => {
      if (type === "stdout") shown += String(content[0]);
    });
    await expect.poll(() => terminal.connectionStatus).toBe("connected");
    terminal.send({type: "set_size", content: [40, 100, 400, 800]});
    terminal.send({type: "stdin", content: ["stty size; echo $((6 * 7))\r"]});
    await expect.poll(() => shown, {timeout: 10_000}).toMatch(/40 100\s+42/);
    await terminals.refreshRunning();
    expect([...terminals.running()].map(({name}) => name)).toEqual(["1"]);
    await terminals.shutdown("1");
    expect(await list()).toEqual([]);
    terminals.dispose();
  });

  test("show what was printed to who comes later, and one thing to all", async () => {
    const {name} = await lab.get<TerminalModel>("api/terminals", {method: "POST"});
    const first = await look(name);
    first.type("echo $((20 + 3))\r");
    await until(() => first.text().includes("23"), "the sum");
    const second = await look(name);
    await until(() => second.text().includes("23"), "the sum in the second client");
    second.type("echo $((20 + 4))\r");
    await until(() => first.text().includes("24"), "the sum in the first client");
  });

  test("begin in the folder and have the name that is asked for", async () => {
    const folder = path.join(lab.rootDir, "lectures");
    mkdirSync(folder);
    const body = {cwd: "lectures", name: "work"};
    expect((await lab.get<TerminalModel>("api/terminals", {body})).name).toBe("work");
    const terminal = await look("work");
    terminal.type("pwd\r");
    await until(() => terminal.text().includes(folder), "the folder");
    // One that is there is not started again.
    await lab.get("api/terminals", {body});
    expect(await list()).toHaveLength(1);
    const wrong = await lab.ask("api/terminals", {body: {name: "../x"}});
    expect(wrong.status).toBe(400);
  });

  test("of those that ask at once, each gets its own, or the one that all have named", async () => {
    const start = (body: object): Promise<TerminalModel> => lab.get("api/terminals", {body});
    const before = childrenCount();
    const unnamed = await Promise.all([start({}), start({}), start({})]);
    expect(unnamed.map(({name}) => name).sort()).toEqual(["1", "2", "3"]);
    await Promise.all([start({name: "one"}), start({name: "one"})]);
    expect(childrenCount() - before).toBe(4);
    expect(await list()).toHaveLength(4);
  });

  test("end quietly while several look at one", async () => {
    const onFault = vi.fn();
    process.on("uncaughtException", onFault);
    onTestFinished(() => void process.off("uncaughtException", onFault));
    const {name} = await lab.get<TerminalModel>("api/terminals", {method: "POST"});
    const [one, other] = [await look(name), await look(name)];
    for (const {resize} of [one, other]) resize(20, 80);
    one.type("stty size; exit\r");
    await Promise.all([one.closed, other.closed]);
    await expect.poll(list).toEqual([]);
    expect(onFault).not.toHaveBeenCalled();
  });

  test("are gone when their program ends, or when they are deleted", async () => {
    const {name} = await lab.get<TerminalModel>("api/terminals", {method: "POST"});
    (await look(name)).type("exit\r");
    await expect.poll(list, {timeout: 10_000}).toEqual([]);
    expect((await lab.ask("api/terminals/1")).status).toBe(404);
    expect((await lab.ask("api/terminals/1", {method: "DELETE"})).status).toBe(404);
    await expect(look("1")).rejects.toThrow("404");
  });

  test("end with the server, also one whose program does not hang up", async () => {
    const own = await startLab({kernels: []});
    await own.get("api/terminals", {method: "POST"});
    const socket = own.open("terminals/websocket/1");
    let shown = "";
    socket.on("message", (data: Buffer) => (shown += data.toString()));
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(JSON.stringify(["stdin", `trap "" HUP TERM; echo "pid:"$$":"\r`]));
    await until(() => /pid:\d+:/.test(shown), "the id of the shell");
    const pid = Number(/pid:(\d+):/.exec(shown)?.[1]);
    expect(isAlive(pid)).toBe(true);
    await own.close();
    await until(() => !isAlive(pid), "the end of the shell");
  });

  test("are not there when they are not wanted, and the page is told so", async () => {
    const own = await startLab({kernels: [], terminals: false});
    onTestFinished(() => own.close());
    expect((await own.ask("api/terminals")).status).toBe(404);
    expect(await findSpawn()).toBeTypeOf("function");
  });
});
