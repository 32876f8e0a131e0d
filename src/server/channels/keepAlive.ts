import type {WebSocket} from "ws";

/** How often a client is asked whether it is there, in ms; as Jupyter Server does. */
const period = 30_000;
/** How many questions may go unanswered. */
const tries = 3;

/**
 * Asks a client now and then whether it is there, and closes the socket of one that is not: a network
 * that drops says nothing.
 */
export function keepAlive(socket: WebSocket, {interval = period}: {interval?: number} = {}): void {
  let unanswered = 0;
  const timer = setInterval(() => {
    if (unanswered++ >= tries) return socket.terminate();
    socket.ping();
  }, interval);
  timer.unref();
  const isThere = (): void => void (unanswered = 0);
  socket.on("pong", isThere).on("message", isThere);
  // A socket that fails is closed, which is all that there is to say about it.
  socket.on("error", () => {});
  socket.on("close", () => clearInterval(timer));
}
