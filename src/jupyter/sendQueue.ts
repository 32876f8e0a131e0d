/** What can send, one message at a time. */
interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * Sends messages in order and loses none: ZeroMQ's binding takes one at a time and refuses a
 * second while the first is on its way.
 */
export class SendQueue {
  readonly #socket: Sender;
  readonly #onError: (error: unknown) => void;
  #waiting: Uint8Array[][] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Sender, onError: (error: unknown) => void) {
    this.#socket = socket;
    this.#onError = onError;
  }

  push(frames: Uint8Array[]): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#send();
  }

  /** Settles when all that was pushed is in the hands of ZeroMQ. */
  async drained(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        try {
          await this.#socket.send(frames);
        } catch (error) {
          this.#onError(error);
        }
      }
    }
    this.#sending = undefined;
  }
}
