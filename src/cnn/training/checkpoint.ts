import {mkdir, open, readFile, rename, rm} from "node:fs/promises";
import {dirname} from "node:path";
import {sizeOf, type NDArray} from "../ndarray.ts";

/** A training between two epochs: all that the next one depends on. */
export interface Checkpoint {
  /** Numbers and names, as JSON keeps them. */
  readonly state: unknown;
  /** Weights and slots by name. */
  readonly arrays: Readonly<Record<string, NDArray>>;
}

/** Where one array lies in a safetensors file. */
interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Writes a checkpoint as a safetensors file: the arrays as 32-bit floats, the state in its metadata.
 *
 * The file is complete or not there: it is written under another name, brought to disk, then renamed.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export async function writeCheckpoint(path: string, {state, arrays}: Checkpoint): Promise<void> {
  let end = 0;
  const entries = Object.entries(arrays).map(([name, {shape, data}]) => {
    const start = end;
    end += data.length * 4;
    return [name, {dtype: "F32", shape: [...shape], data_offsets: [start, end]} satisfies Entry];
  });
  const metadata = {__metadata__: {training: JSON.stringify(state)}};
  const json = JSON.stringify({...metadata, ...Object.fromEntries(entries)});
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));

  await mkdir(dirname(path), {recursive: true});
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const file = await open(unfinished, "w");
    try {
      await file.writeFile(length);
      await file.writeFile(header);
      for (const {data} of Object.values(arrays)) {
        await file.writeFile(Buffer.from(Float32Array.from(data).buffer));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, {force: true});
    throw cause;
  }
}

/**
 * Reads a checkpoint.
 *
 * @returns undefined where there is no file
 * @throws RangeError if the file is not one that `writeCheckpoint` wrote
 */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  try {
    return parse(bytes);
  } catch (cause) {
    throw new RangeError(
      `fit: ${path} is expected to be a checkpoint of a training, but it is not (${bytes.length} bytes)`,
      {cause}
    );
  }
}

function parse(bytes: Buffer): Checkpoint {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const {__metadata__: metadata, ...entries} = JSON.parse(bytes.subarray(8, start).toString()) as {
    __metadata__: {training: string};
  } & Record<string, Entry>;
  const arrays = Object.entries(entries).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to]
      }
    ]) => {
      const own = new Uint8Array(bytes.subarray(start + from, start + to)); // aligned, unlike the file
      if (own.length !== 4 * sizeOf(shape)) throw new RangeError(`${name} is cut short`);
      return [name, {shape, data: new Float32Array(own.buffer)}] as const;
    }
  );
  return {state: JSON.parse(metadata.training), arrays: Object.fromEntries(arrays)};
}
