import type {WebSocket} from "ws";
import type {RunningKernel} from "../kernels/runningKernel.ts";
import type {ChannelMessage} from "./channelMessage.ts";
import {Client, type ClientOptions} from "./client.ts";

/** How long a client is waited for that has closed its socket: front ends open another at once, in ms. */
const shortly = 10_000;
/** How long one is waited for whose network dropped: a laptop may sleep, in ms. */
const long = 2 * 3600_000;
/** How long a page whose network dropped counts as there, in ms. */
const grace = 10 * 60_000;
/** How many are waited for at a time. */
const capacity = 20;

/** All that speak with one kernel. */
export class Clients {
  readonly #kernel: RunningKernel;
  readonly #options: ClientOptions;
  readonly #clients = new Map<string, Client>();

  constructor(kernel: RunningKernel, options: ClientOptions) {
    this.#kernel = kernel;
    this.#options = options;
    kernel.on("message", (message) => this.#deliver(message));
    kernel.on("end", () => this.#end());
  }

  /** @param session - the id that the client has chosen, under which it is known when it comes back */
  connect(socket: WebSocket, session: string): void {
    this.#forgetGone();
    const client = this.#clients.get(session) ?? new Client(session, this.#kernel, this.#options);
    this.#clients.set(session, client);
    client.connect(socket, () => this.#count());
    this.#count();
  }

  /**
   * Whether anybody is there: `lost` as long as one may come back whose network dropped, since its page
   * still shows the notebook.
   */
  get presence(): "here" | "lost" | "gone" {
    const all = [...this.#clients.values()];
    if (all.some(({isConnected}) => isConnected)) return "here";
    const since = Date.now() - grace;
    const isLost = all.some(({hasLeft, awaySince}) => !hasLeft && Number(awaySince) > since);
    return isLost ? "lost" : "gone";
  }

  /** iopub is for everyone, the other channels for who asked. */
  #deliver(message: ChannelMessage): void {
    this.#forgetGone();
    const {session} = message.message.parent_header;
    const all = [...this.#clients.values()];
    const asked = all.filter((client) => client.hasSession(session));
    if (message.channel === "iopub") for (const client of all) client.deliver(message);
    // A question is for whoever is there, when the one that runs the cell is not.
    else if (message.channel === "stdin" && !asked.some(({isConnected}) => isConnected)) {
      for (const client of all) client.deliver(message);
    } else for (const client of asked) client.deliver(message);
  }

  #count(): void {
    this.#kernel.connections = [...this.#clients.values()].filter((one) => one.isConnected).length;
    this.#kernel.emit("change");
  }

  #forgetGone(): void {
    const now = Date.now();
    const away = [...this.#clients.values()].filter((client) => !client.isConnected);
    for (const [index, {id, hasLeft, awaySince}] of away.entries()) {
      const time = now - (awaySince?.getTime() ?? now);
      const isTooMany = index < away.length - capacity;
      if (isTooMany || time > (hasLeft ? shortly : long)) this.#clients.delete(id);
    }
  }

  #end(): void {
    for (const client of this.#clients.values()) client.close(1000, "the kernel was shut down");
  }
}
