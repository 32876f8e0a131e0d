import {connect, type Socket} from "node:net";
import {createInterface} from "node:readline";
import {TrialPruned} from "./trialPruned.ts";

let connection: {socket: Socket; answers: AsyncIterator<string>} | undefined;

/**
 * Tells the sweep that runs this notebook what came of a step, and waits for what it makes of it. The
 * sweep listens at the socket `CONVNOTES_SWEEP`; where there is none, nothing happens.
 *
 * One line of JSON goes each way: `{"metrics": …}` and `{"prune": false}`.
 *
 * @throws TrialPruned if the trial is to end
 */
export async function askSweep(metrics: Readonly<Record<string, number>>): Promise<void> {
  const path = process.env.CONVNOTES_SWEEP;
  if (!path) return;
  connection ??= open(path);
  const {socket, answers} = connection;
  socket.ref();
  socket.write(`${JSON.stringify({metrics})}\n`);
  const {value, done} = (await answers.next()) as IteratorResult<string, undefined>;
  socket.unref();
  if (done) throw new Error("report: the sweep that runs this notebook is gone");
  if ((JSON.parse(value) as {prune: boolean}).prune) throw new TrialPruned();
}

function open(path: string): {socket: Socket; answers: AsyncIterator<string>} {
  const socket = connect(path);
  const lines = createInterface({input: socket, crlfDelay: Infinity});
  socket.on("error", () => lines.close());
  return {socket, answers: lines[Symbol.asyncIterator]()};
}
