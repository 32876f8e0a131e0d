import type {Header} from "../../src/jupyter/message.ts";

/** The request that output comes from, however late. */
export interface Origin {
  header: Partial<Header>;
  /** Routing ids of the client that sent it, for questions to the reader. */
  ids: Uint8Array[];
  executionCount: number;
  /** Nothing of it may be shown. */
  silent: boolean;
  storesHistory: boolean;
}

/** After so many newer requests, output is told from that of others by the id alone. */
const remembered = 10_000;

/** Who asked, by the id of the request: the runtime names its requests by nothing else. */
export class Origins {
  readonly #byId = new Map<string, Origin>();

  add(id: string, origin: Origin): void {
    this.#byId.set(id, origin);
    if (this.#byId.size <= remembered) return;
    for (const oldest of this.#byId.keys()) {
      this.#byId.delete(oldest);
      return;
    }
  }

  get(id: string): Origin {
    const forgotten: Origin = {
      header: id === "" ? {} : {msg_id: id},
      ids: [],
      executionCount: 0,
      silent: false,
      storesHistory: false
    };
    return this.#byId.get(id) ?? forgotten;
  }
}
