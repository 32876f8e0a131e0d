import {randomUUID} from "node:crypto";
import type {CommMessage} from "../messages.ts";
import type {Wire} from "./wire.ts";

type Buffers = readonly ArrayBufferView[];

/** An open channel to a view in the front end. */
export class Comm {
  readonly id: string;
  onMessage: ((data: unknown, buffers: readonly DataView[]) => void) | null = null;
  onClose: ((data: unknown) => void) | null = null;
  readonly #send: (type: "comm_msg" | "comm_close", data: unknown, buffers?: Buffers) => void;

  constructor(
    id: string,
    send: (type: "comm_msg" | "comm_close", data: unknown, buffers?: Buffers) => void
  ) {
    this.id = id;
    this.#send = send;
  }

  send(data: unknown, buffers?: Buffers): void {
    this.#send("comm_msg", data, buffers);
  }

  close(data: unknown = {}): void {
    this.#send("comm_close", data);
  }
}

/** Called with a comm that the front end opens. */
export type CommTarget = (comm: Comm, data: unknown, buffers: readonly DataView[]) => void;

/** The comms of all cells. */
export class Comms {
  readonly #wire: Wire;
  readonly #parent: () => string;
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, CommTarget>();

  /** @param parent - the request of the code that now runs */
  constructor(wire: Wire, parent: () => string) {
    this.#wire = wire;
    this.#parent = parent;
  }

  /** Opens a comm of a target name. */
  open(
    targetName: string,
    data: unknown = {},
    buffers: Buffers = [],
    metadata: Record<string, unknown> = {}
  ): Comm {
    const comm = this.#create(randomUUID());
    this.#send("comm_open", comm.id, data, buffers, {targetName, metadata});
    return comm;
  }

  /** Says who takes the comms of this target name that the front end opens. */
  register(targetName: string, target: CommTarget): void {
    this.#targets.set(targetName, target);
  }

  receive(message: CommMessage): void {
    const {commId, data} = message;
    const buffers = message.buffers.map(
      ({buffer, byteOffset, byteLength}) => new DataView(buffer, byteOffset, byteLength)
    );
    if (message.type === "comm_open") {
      const target = this.#targets.get(message.targetName ?? "");
      // The protocol's answer to a target that nobody knows.
      if (!target) return this.#send("comm_close", commId, {});
      return target(this.#create(commId), data, buffers);
    }
    const comm = this.#open.get(commId);
    if (message.type === "comm_msg") return comm?.onMessage?.(data, buffers);
    this.#open.delete(commId);
    comm?.onClose?.(data);
  }

  #create(id: string): Comm {
    const comm = new Comm(id, (type, data, buffers) => {
      if (!this.#open.has(id)) return;
      if (type === "comm_close") this.#open.delete(id);
      this.#send(type, id, data, buffers);
    });
    this.#open.set(id, comm);
    return comm;
  }

  #send(
    type: CommMessage["type"],
    commId: string,
    data: unknown,
    buffers: Buffers = [],
    opening: {targetName?: string; metadata?: Record<string, unknown>} = {}
  ): void {
    this.#wire.send({
      type,
      parent: this.#parent(),
      commId,
      data,
      metadata: {},
      ...opening,
      buffers: buffers.map(
        ({buffer, byteOffset, byteLength}) =>
          new Uint8Array((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength))
      )
    });
  }
}
