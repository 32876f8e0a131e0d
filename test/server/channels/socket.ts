import {randomUUID} from "node:crypto";
import {onTestFinished} from "vitest";
import type {WebSocket} from "ws";
import type {Channel, Header, Message} from "../../../src/jupyter/message.ts";
import type {Lab} from "../lab.ts";

type Contents = Record<string, unknown>;
export type Heard = Message & {channel: Channel};

/** Longer than anything takes on a machine with other things to do. */
const patience = 30_000;

/** A client that speaks the JSON protocol over a websocket, and keeps all that it hears. */
export class Socket {
  readonly session: string;
  readonly heard: Heard[] = [];
  readonly #ws: WebSocket;
  readonly #waiting = new Set<() => void>();

  constructor(ws: WebSocket, session: string) {
    this.#ws = ws;
    this.session = session;
    ws.on("message", (data: Buffer, isBinary) => {
      if (isBinary) throw new Error("expected no message with buffers");
      this.heard.push(JSON.parse(data.toString()) as Heard);
      for (const look of [...this.#waiting]) look();
    });
    ws.on("close", () => {
      for (const look of [...this.#waiting]) look();
    });
  }

  get ws(): WebSocket {
    return this.#ws;
  }

  /** Sends a message, and gives its id. */
  send(
    channel: Channel,
    type: string,
    content: Contents,
    {metadata = {}, parent = {}}: {metadata?: Contents; parent?: Partial<Header>} = {}
  ): string {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      username: "reader",
      session: this.session,
      date: new Date().toISOString(),
      version: "5.3"
    };
    this.#ws.send(JSON.stringify({channel, header, parent_header: parent, metadata, content}));
    return header.msg_id;
  }

  /** Runs code as a cell of a notebook, and gives the request's id. */
  execute(code: string, cellId?: string, content: Contents = {}): string {
    const metadata = cellId === undefined ? {} : {cellId};
    const defaults = {silent: false, store_history: true, allow_stdin: true, stop_on_error: true};
    return this.send("shell", "execute_request", {code, ...defaults, ...content}, {metadata});
  }

  /** Waits until the request is answered and idle. */
  async done(id: string): Promise<Heard> {
    const reply = await this.until(
      () => this.of(id).find(({channel}) => channel === "shell"),
      "a reply"
    );
    await this.until(() => this.of(id).find(isIdle), "idle");
    return reply;
  }

  /** What was heard on behalf of a request. */
  of(id: string): Heard[] {
    return this.heard.filter(({parent_header}) => parent_header.msg_id === id);
  }

  /** All that a request has printed. */
  printed(id: string): string {
    return this.of(id)
      .filter(({header}) => header.msg_type === "stream")
      .map(({content}) => content.text as string)
      .join("");
  }

  /** Types of what was published on behalf of a request, with the state of a status; replies come on a channel of their own. */
  published(id: string): string {
    return this.of(id)
      .filter(({channel}) => channel === "iopub")
      .map(({header, content}) =>
        header.msg_type === "status" ? String(content.execution_state) : header.msg_type
      )
      .join(" ");
  }

  until<T>(find: () => T | undefined | false, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        const last = this.heard.slice(-10).map(({header, content}) => [header.msg_type, content]);
        reject(new Error(`waited in vain for ${what}; heard last ${JSON.stringify(last)}`));
      }, patience);
      this.#waiting.add(look);
      look();
    });
  }

  /** Closes as a page does that is left. */
  async leave(): Promise<void> {
    this.#ws.close(1001);
    await this.closed();
  }

  /** Closes as a network does that drops: without a word. */
  async drop(): Promise<void> {
    this.#ws.terminate();
    await this.closed();
  }

  async closed(): Promise<void> {
    await this.until(() => this.#ws.readyState === this.#ws.CLOSED, "the end of the socket");
  }
}

export function isIdle({header, content}: Message): boolean {
  return header.msg_type === "status" && content.execution_state === "idle";
}

/** Connects to a kernel, until the test is over. */
export async function connect(
  lab: Lab,
  kernel: string,
  session: string = randomUUID()
): Promise<Socket> {
  const ws = lab.open(`api/kernels/${kernel}/channels?session_id=${session}`);
  const socket = new Socket(ws, session);
  onTestFinished(() => ws.terminate());
  await new Promise((resolve, reject) => ws.once("open", resolve).once("error", reject));
  return socket;
}

/** Starts a kernel, until the test is over, and gives its id. */
export async function startKernel(lab: Lab, body: Contents = {}): Promise<string> {
  const {id} = await lab.get<{id: string}>("api/kernels", {body});
  onTestFinished(async () => void (await lab.ask(`api/kernels/${id}`, {method: "DELETE"})));
  return id;
}
