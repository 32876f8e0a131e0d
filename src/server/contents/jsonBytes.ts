import type {ContentsModel} from "./model.ts";

/** A value that is JSON already, since it was made in another thread. */
export class JsonBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A model as JSON. */
export function serializeModel(model: ContentsModel): string | Buffer {
  const {content, ...others} = model;
  if (!(content instanceof JsonBytes)) return JSON.stringify(model);
  const start = JSON.stringify(others).slice(0, -1);
  return Buffer.concat([Buffer.from(`${start},"content":`), content.bytes, Buffer.from("}")]);
}
