import type {MimeBundle} from "../mimeBundle.ts";
import type {Wire} from "./wire.ts";

/** A reader sees no more of one display, and a front end chokes on much more. */
const updateIntervalMs = 50;

interface Pending {
  parent: string;
  data: MimeBundle;
  sentAt: number;
  timer?: NodeJS.Timeout;
}

const startTimer = setTimeout;

/** Sends what cells display, and updates of it at a pace that a front end keeps. */
export class Displays {
  readonly #wire: Wire;
  readonly #updates = new Map<string, Pending>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  display(parent: string, data: MimeBundle, displayId?: string): void {
    if (displayId !== undefined) this.#updates.delete(displayId);
    this.#send({type: "display_data", parent, data, displayId});
  }

  /** Replaces what is displayed under the id: the latest wins, and the last always arrives. */
  update(parent: string, data: MimeBundle, displayId: string): void {
    const now = performance.now();
    const pending = this.#updates.get(displayId) ?? {parent, data, sentAt: -Infinity};
    this.#updates.set(displayId, Object.assign(pending, {parent, data}));
    const wait = pending.sentAt + updateIntervalMs - now;
    if (wait <= 0) this.#flush(displayId, pending);
    else pending.timer ??= startTimer(() => this.#flush(displayId, pending), wait);
  }

  /** Sends what waits for its time; a cell's end is such a time. */
  flush(): void {
    for (const [displayId, pending] of this.#updates) {
      if (pending.timer) this.#flush(displayId, pending);
    }
  }

  #flush(displayId: string, pending: Pending): void {
    clearTimeout(pending.timer);
    pending.timer = undefined;
    pending.sentAt = performance.now();
    const {parent, data} = pending;
    this.#send({type: "update_display_data", parent, data, displayId});
  }

  #send(message: {
    type: "display_data" | "update_display_data";
    parent: string;
    data: MimeBundle;
    displayId?: string;
  }): void {
    this.#wire.send({...message, ...splitBundle(message.data)});
  }
}

/** A bundle may come with metadata, as Deno's `Jupyter.display` may give it. */
export function splitBundle(bundle: MimeBundle): {
  data: MimeBundle;
  metadata: Record<string, unknown>;
} {
  const {data, metadata} = bundle;
  const isWhole = Object.keys(bundle).every((key) => ["data", "metadata", "raw"].includes(key));
  return isWhole && data !== null && typeof data === "object"
    ? {data: data as MimeBundle, metadata: (metadata ?? {}) as Record<string, unknown>}
    : {data: bundle, metadata: {}};
}
