import {randomUUID} from "node:crypto";
import {once} from "node:events";
import {WebSocket} from "ws";

interface Message {
  channel: string;
  parent_header: {msg_id?: string};
  header: {msg_type: string};
  content: {execution_state?: string; text?: string};
}

/** A client of one kernel, in the JSON protocol, which both servers speak. */
export class Socket {
  readonly #ws: WebSocket;
  readonly #session = randomUUID();

  constructor(ws: WebSocket) {
    this.#ws = ws;
  }

  static async open(token: string, url: string): Promise<Socket> {
    const ws = new WebSocket(`${url}?session_id=${randomUUID()}`, {
      headers: {authorization: `token ${token}`}
    });
    await once(ws, "open");
    return new Socket(ws);
  }

  /** Runs a cell until it is answered and idle, and gives what it printed. */
  execute(code: string): Promise<string> {
    const msg_id = randomUUID();
    const header = {
      ...{msg_id, msg_type: "execute_request", username: "", session: this.#session},
      ...{date: new Date().toISOString(), version: "5.3"}
    };
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false
    };
    return new Promise((resolve) => {
      let printed = "";
      const left = new Set(["shell", "idle"]);
      const hear = (data: Buffer): void => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.parent_header.msg_id !== msg_id) return;
        if (message.header.msg_type === "stream") printed += message.content.text ?? "";
        left.delete(message.content.execution_state ?? message.channel);
        if (left.size > 0) return;
        this.#ws.off("message", hear);
        resolve(printed);
      };
      this.#ws.on("message", hear);
      const message = {channel: "shell", header, parent_header: {}, metadata: {}, content};
      this.#ws.send(JSON.stringify(message));
    });
  }

  close(): void {
    this.#ws.close();
  }
}
