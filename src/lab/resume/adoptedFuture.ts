import type {IShellFuture} from "@jupyterlab/services/lib/kernel/kernel.js";
import type {
  IExecuteReplyMsg,
  IExecuteRequestMsg,
  IIOPubMessage
} from "@jupyterlab/services/lib/kernel/messages.js";
import {PromiseDelegate} from "@lumino/coreutils";

type Future = IShellFuture<IExecuteRequestMsg, IExecuteReplyMsg>;

/** A request that another tab has made, as an output area takes it. */
export interface AdoptedFuture {
  readonly future: Future;
  /** Hands on what has come of it. */
  receive(message: IIOPubMessage): void;
  /** The request is over; what it has left behind may still put something out. */
  end(): void;
  /** Nothing more comes. */
  dispose(): void;
}

/** Makes a future for a request of which only the id is known: what comes of it is handed to it. */
export function adoptFuture(msgId: string): AdoptedFuture {
  const done = new PromiseDelegate<IExecuteReplyMsg>();
  // Whoever waits for the end may do so in vain: that is no error of its own.
  done.promise.catch(() => undefined);
  const future = {
    msg: {header: {msg_id: msgId}, parent_header: {}, metadata: {}, content: {}, channel: "shell"},
    done: done.promise,
    isDisposed: false,
    onIOPub: () => undefined,
    onReply: () => undefined,
    onStdin: () => undefined,
    registerMessageHook: () => undefined,
    removeMessageHook: () => undefined,
    sendInputReply: () => undefined,
    dispose: () => Object.assign(future, {isDisposed: true})
  } as unknown as Future;
  return {
    future,
    receive(message) {
      if (!future.isDisposed) void future.onIOPub(message);
    },
    end() {
      done.reject(new Error("the request was another tab's"));
    },
    dispose() {
      this.end();
      future.dispose();
    }
  };
}
