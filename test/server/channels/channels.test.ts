import {describe, expect, test} from "vitest";
import {needs} from "../../tools.ts";
import {useLab} from "../lab.ts";
import {connect, isIdle, startKernel} from "./socket.ts";

const lab = useLab();
let shared: string | undefined;

/** A kernel for all tests that leave it as it was. */
async function sharedKernel(): Promise<string> {
  return (shared ??= (await lab.get<{id: string}>("api/kernels", {method: "POST"})).id);
}

describe("channels", () => {
  test("there are none of a kernel that is not there", async () => {
    const ws = lab.open("api/kernels/11111111-2222-3333-4444-555555555555/channels");
    const status = new Promise((resolve) =>
      ws.on("unexpected-response", (_request, {statusCode}) => resolve(statusCode))
    );
    expect(await status).toBe(404);
  });

  test("what is said before the kernel is up is answered when it is", async () => {
    const socket = await connect(lab, await startKernel(lab));
    const id = socket.execute(`console.log("first")`);
    expect((await socket.done(id)).content).toMatchObject({status: "ok"});
    expect(socket.published(id)).toBe("busy execute_input stream idle");
  });

  test("replies go to who asked, what is published to all", async () => {
    const kernel = await sharedKernel();
    const [one, other] = [await connect(lab, kernel), await connect(lab, kernel)];
    const id = one.execute("6 * 7");
    await one.done(id);
    await other.until(() => other.of(id).find(isIdle), "idle");
    expect(one.published(id)).toBe("busy execute_input execute_result idle");
    expect(other.published(id)).toBe("busy execute_input execute_result idle");
    expect(other.of(id).some(({channel}) => channel === "shell")).toBe(false);
    expect(await lab.get(`api/kernels/${kernel}`)).toMatchObject({connections: 2});
    await other.leave();
    await one.done(one.execute("1"));
    expect(await lab.get(`api/kernels/${kernel}`)).toMatchObject({connections: 1});
  });

  test("clients of different sessions may use one id for what they ask", async () => {
    const kernel = await sharedKernel();
    const [one, other] = [await connect(lab, kernel), await connect(lab, kernel)];
    const ids = [one.execute(`"one"`), other.execute(`"other"`)];
    const [mine, yours] = await Promise.all([one.done(ids[0]), other.done(ids[1])]);
    expect(mine.parent_header).toMatchObject({msg_id: ids[0], session: one.session});
    expect(yours.parent_header).toMatchObject({msg_id: ids[1], session: other.session});
  });

  test("a question goes to who runs the cell, and its answer into the cell", async () => {
    const kernel = await sharedKernel();
    const [one, other] = [await connect(lab, kernel), await connect(lab, kernel)];
    const id = one.execute(`const name = prompt("Who?"); console.log("hello " + name)`);
    const isQuestion = ({channel}: {channel: string}): boolean => channel === "stdin";
    const question = await one.until(() => one.heard.find(isQuestion), "a question");
    expect(question.content).toMatchObject({prompt: "Who? ", password: false});
    one.send("stdin", "input_reply", {value: "Ada"}, {parent: question.header});
    await one.done(id);
    expect(one.printed(id)).toBe("hello Ada\n");
    expect(other.heard.some(isQuestion)).toBe(false);
  });

  test("a message that is none is ignored, and the next one is answered", async () => {
    const socket = await connect(lab, await sharedKernel());
    socket.ws.send("no JSON");
    socket.ws.send("[]");
    socket.ws.send('{"header": null, "content": null}');
    socket.ws.send('{"header": {"msg_type": "execute_request", "msg_id": "1"}, "content": null}');
    // It could not be told from others, and would be waited for without end.
    socket.ws.send('{"header": {"msg_type": "execute_request"}, "content": {"code": "1"}}');
    socket.ws.send(Buffer.from([255, 255, 255, 255, 0]));
    socket.send("iopub", "stream", {});
    expect((await socket.done(socket.execute("1"))).content).toMatchObject({status: "ok"});
  });

  test("100,000 lines arrive whole, in few messages", async () => {
    const socket = await connect(lab, await sharedKernel());
    const id = socket.execute("for (let i = 0; i < 100000; ++i) console.log(i)");
    await socket.done(id);
    const lines = socket.printed(id).trimEnd().split("\n");
    expect(lines).toHaveLength(100_000);
    expect(lines.findIndex((line, index) => line !== String(index))).toBe(-1);
    expect(socket.of(id).length).toBeLessThan(100);
  });
});

describe("a client that comes back", () => {
  test("hears what it has missed, once and in order, when its network had dropped", async () => {
    const kernel = await sharedKernel();
    const before = await connect(lab, kernel);
    const watcher = await connect(lab, kernel);
    const id = before.execute(
      `console.log("begin"); await new Promise(resolve => setTimeout(resolve, 500)); console.log("end"); 42`,
      "cell"
    );
    await before.until(() => before.printed(id) === "begin\n", "the first line");
    await before.drop();
    await watcher.until(() => watcher.of(id).find(isIdle), "idle");
    const after = await connect(lab, kernel, before.session);
    expect((await after.done(id)).content).toMatchObject({status: "ok"});
    // What may or may not have arrived is cleared and said again.
    const shown = after.published(id).split(" ");
    expect(shown.slice(shown.indexOf("clear_output"))).toEqual([
      "clear_output",
      "stream",
      "execute_result",
      "idle"
    ]);
    expect(after.printed(id)).toBe("begin\nend\n");
    expect(after.of(id).find(({header}) => header.msg_type === "clear_output")?.content).toEqual({
      wait: true
    });
  });

  test("hears what it has missed when it had closed its socket to open another", async () => {
    const kernel = await sharedKernel();
    const before = await connect(lab, kernel);
    const watcher = await connect(lab, kernel);
    const id = before.execute(`await new Promise(resolve => setTimeout(resolve, 300)); "late"`);
    await before.until(() => before.of(id).length >= 2, "busy");
    before.ws.close();
    await before.closed();
    await watcher.until(() => watcher.of(id).find(isIdle), "idle");
    const after = await connect(lab, kernel, before.session);
    await after.done(id);
    expect(after.published(id)).toBe("execute_result idle");
  });

  test("hears everything on its new socket when the old one only seemed to be open", async () => {
    const kernel = await sharedKernel();
    const before = await connect(lab, kernel);
    const id = before.execute(`console.log("once")`, "cell");
    await before.done(id);
    const after = await connect(lab, kernel, before.session);
    await before.closed();
    await after.done(id);
    expect(after.printed(id)).toBe("once\n");
    expect(await lab.get(`api/kernels/${kernel}`)).toMatchObject({connections: 1});
  });
});

describe("a client that is slow", () => {
  test("holds up nobody, and hears everything in the end", async () => {
    const kernel = await sharedKernel();
    const [slow, quick] = [await connect(lab, kernel), await connect(lab, kernel)];
    await slow.done(slow.execute("1"));
    slow.ws.pause();
    // Figures, since what is printed has a limit.
    const code = `
      import {display} from "tslab";
      for (let i = 0; i < 40; ++i) display.html(String(i).padStart(3, "0").repeat(333333));`;
    const id = quick.execute(code, "cell");
    await quick.done(id);
    slow.ws.resume();
    await slow.until(() => slow.of(id).find(isIdle), "idle");
    // Some were said a second time, after the output was cleared.
    const cleared = slow.of(id).findLastIndex(({header}) => header.msg_type === "clear_output");
    expect(cleared).toBeGreaterThan(0);
    const shown = slow
      .of(id)
      .slice(cleared + 1)
      .filter(({header}) => header.msg_type === "display_data")
      .map(({content}) => (content.data as {"text/html": string})["text/html"].slice(0, 3));
    expect(shown).toEqual(Array.from({length: 40}, (_, i) => String(i).padStart(3, "0")));
  });
});

describe("a kernel of others", () => {
  test("runs cells, asks questions, is interrupted and restarted", async (context) => {
    needs(context, "ipykernel");
    const kernel = await startKernel(lab, {name: "python3"});
    const socket = await connect(lab, kernel);
    const id = socket.execute(`name = input("Who? ")\nprint("hello", name)`);
    const question = await socket.until(
      () => socket.heard.find(({channel}) => channel === "stdin"),
      "a question"
    );
    socket.send("stdin", "input_reply", {value: "Ada"}, {parent: question.header});
    await socket.done(id);
    expect(socket.printed(id)).toBe("hello Ada\n");

    const lines = socket.execute("for i in range(5000): print(i)");
    await socket.done(lines);
    expect(socket.printed(lines).trimEnd().split("\n")).toHaveLength(5000);

    const endless = socket.execute(`import time\nprint("on", flush=True)\ntime.sleep(1000)`);
    await socket.until(() => socket.printed(endless) === "on\n", "the cell's begin");
    await lab.ask(`api/kernels/${kernel}/interrupt`, {method: "POST"});
    expect((await socket.done(endless)).content).toMatchObject({ename: "KeyboardInterrupt"});

    await lab.get(`api/kernels/${kernel}/restart`, {method: "POST"});
    const again = socket.execute("name");
    expect((await socket.done(again)).content).toMatchObject({ename: "NameError"});
  });
});
