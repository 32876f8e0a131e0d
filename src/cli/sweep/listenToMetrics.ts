import {createServer} from "node:net";
import {createInterface} from "node:readline";

/** Where a notebook tells what came of its steps. */
export interface MetricsSocket {
  /** What it finds in `CONVNOTES_SWEEP`. */
  path: string;
  close(): Promise<void>;
}

/**
 * Listens to the `report` and `fit` of a notebook: one line of JSON for each step, answered by one that
 * says whether to go on.
 *
 * @param hear - told the numbers; says whether the trial is to end
 */
export async function listenToMetrics(
  file: string,
  hear: (metrics: Record<string, number>) => Promise<boolean>
): Promise<MetricsSocket> {
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${file}` : file;
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    // A line waits for the answer to the one before.
    let last = Promise.resolve();
    createInterface({input: socket, crlfDelay: Infinity}).on("line", (line) => {
      last = last
        .then(() => hear((JSON.parse(line) as {metrics: Record<string, number>}).metrics))
        .then((prune) => void socket.write(`${JSON.stringify({prune})}\n`))
        .catch((error: Error) => void socket.destroy(error));
    });
    sockets.add(socket);
  });
  const sockets = new Set<{destroy(): void}>();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      })
  };
}
