import {describe, expect, onTestFinished, test} from "vitest";
import {connectKernel, KernelClient} from "../../src/jupyter/kernelClient.ts";
import {type KernelProcess, startKernel} from "../../src/jupyter/kernelProcess.ts";
import type {InstalledKernel} from "../../src/jupyter/kernelspec.ts";
import type {Message} from "../../src/jupyter/message.ts";
import {needs} from "../tools.ts";
import {ipykernel, ours, shellKernel, temporaryFolder, until} from "./kernels.ts";

async function start(kernel: InstalledKernel): Promise<KernelProcess> {
  const started = await startKernel(kernel, {runtimeDir: temporaryFolder()});
  onTestFinished(() => started.kill());
  return started;
}

async function connect(kernel: KernelProcess): Promise<KernelClient> {
  const client = await connectKernel(kernel);
  onTestFinished(() => client.close());
  return client;
}

/** All that comes on iopub, in order. */
function published(client: KernelClient): Message[] {
  const messages: Message[] = [];
  client.listen((channel, message) => channel === "iopub" && messages.push(message));
  return messages;
}

const isIdle = ({content}: Message): boolean => content.execution_state === "idle";
const textOf = (messages: Message[]): string =>
  messages
    .filter(({header}) => header.msg_type === "stream")
    .map(({content}) => String(content.text))
    .join("");

describe("connectKernel", () => {
  test("settles when nothing can be missed: the first cell's output is whole, our kernel", async () => {
    const client = await connect(await start(ours));
    const messages = published(client);
    const reply = await client.request("execute_request", {code: `console.log("first"); 6 * 7`});
    expect(reply.content).toMatchObject({status: "ok", execution_count: 1});
    const ofCell = (): Message[] =>
      messages.filter(({parent_header}) => parent_header.msg_id === reply.parent_header.msg_id);
    await until(() => ofCell().some(isIdle), "idle");
    expect(ofCell().map(({header}) => header.msg_type)).toEqual([
      "status",
      "execute_input",
      "stream",
      "execute_result",
      "status"
    ]);
  });

  test("settles when nothing can be missed with a kernel that does not greet", async (context) => {
    needs(context, "ipykernel");
    const client = await connect(await start(ipykernel));
    const messages = published(client);
    await client.request("execute_request", {code: `print("first")`, silent: false});
    await until(() => messages.some(isIdle), "idle");
    expect(textOf(messages)).toBe("first\n");
  });

  test("tells how a kernel ended that never answered, and what it said", async () => {
    const kernel = await start(shellKernel("echo no module named kernel >&2; exit 3"));
    await expect(connectKernel(kernel)).rejects.toThrow(
      "connectKernel: expected an answer of shell, but it ended with code 3:\nno module named kernel"
    );
  });

  test("gives up on a kernel that is silent", async () => {
    const kernel = await start(shellKernel("sleep 1000"));
    await expect(connectKernel(kernel, {timeout: 50})).rejects.toThrow("there was none in 50 ms");
  });
});

describe("KernelClient", () => {
  test("sends in order whatever is sent at once, and hears 20,000 lines whole", async () => {
    const client = await connect(await start(ours));
    const messages = published(client);
    const cells = Array.from({length: 50}, (_, i) => `console.log("cell ${i}")`);
    const last = "for (let i = 0; i < 20000; ++i) console.log(i)";
    const replies = await Promise.all(
      [...cells, last].map((code) => client.request("execute_request", {code, silent: false}))
    );
    const lastId = replies.at(-1)?.parent_header.msg_id;
    await until(
      () => messages.some((message) => message.parent_header.msg_id === lastId && isIdle(message)),
      "idle"
    );
    const expected = [
      ...cells.map((_, i) => `cell ${i}`),
      ...Array.from({length: 20000}, (_, i) => String(i))
    ];
    expect(textOf(messages).trimEnd().split("\n")).toEqual(expected);
  });

  test("gives listeners the bytes of the kernel, and survives a listener that fails", async () => {
    const kernel = await start(ours);
    const errors: unknown[] = [];
    const client = await connectKernel(kernel, {onError: (error) => errors.push(error)});
    onTestFinished(() => client.close());
    const parts: string[][] = [];
    client.listen((channel, _message, frames) => {
      if (channel === "shell") parts.push(frames.map(String));
    });
    // It fails at the very message that the request waits for, and hears it first.
    const stop = client.listen((channel) => {
      if (channel !== "shell") return;
      stop();
      throw new Error("a listener's own");
    });
    const {header, content} = await client.request("kernel_info_request");
    await until(() => parts.length > 0, "the frames");
    const own = parts.find(
      ([first]) => (JSON.parse(first) as {msg_id: string}).msg_id === header.msg_id
    );
    expect(JSON.parse(own?.[3] ?? "")).toEqual(content);
    expect(errors).toEqual([new Error("a listener's own")]);
  });

  test("hears nothing that is signed with another key, and says so", async () => {
    const kernel = await start(ours);
    const errors: unknown[] = [];
    const connection = {...kernel.connection, key: "another"};
    const client = new KernelClient(connection, {onError: (error) => errors.push(error)});
    onTestFinished(() => client.close());
    await until(() => errors.length > 0, "the greeting that is not for us");
    expect(String(errors[0])).toContain("signature");
  });
});
