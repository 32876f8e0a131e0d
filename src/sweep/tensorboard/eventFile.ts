import {mkdir} from "node:fs/promises";
import {dirname} from "node:path";
import {writeWhole} from "../writeWhole.ts";
import {maskedCrc32c} from "./crc32c.ts";
import {bytes, double, type Field, float, message, whole} from "./protobuf.ts";

/** What TensorBoard has of one moment: the values of a `Summary`, at a step. */
export interface Event {
  /** In s since 1970. */
  time: number;
  step: number;
  values: Uint8Array[];
}

/** A number that TensorBoard draws by steps. */
export const scalar = (tag: string, value: number): Uint8Array =>
  message(1, bytes(1, tag), float(2, value));

/** What a plugin of TensorBoard reads. */
export const pluginValue = (tag: string, plugin: string, ...content: Field[]): Uint8Array =>
  message(1, bytes(1, tag), message(9, message(1, bytes(1, plugin), message(2, ...content))));

/**
 * Writes a file of events as TensorBoard reads it: TFRecords of `tensorflow.Event`, the first of which
 * says the version. It is there whole or not at all.
 *
 * @param path - has `tfevents` in its name, or TensorBoard passes it over
 * @see https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 */
export async function writeEvents(path: string, events: readonly Event[]): Promise<void> {
  const first = Buffer.concat([double(1, events[0]?.time ?? 0), bytes(3, "brain.Event:2")]);
  const rest = events.map(({time, step, values}) =>
    Buffer.concat([double(1, time), whole(2, step), message(5, ...values)])
  );
  await mkdir(dirname(path), {recursive: true});
  await writeWhole(path, Buffer.concat([first, ...rest].map(record)));
}

/** Length, its checksum, data, its checksum. */
function record(data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length));
  head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc32c(data));
  return Buffer.concat([head, data, tail]);
}
