import {deflateSync} from "node:zlib";

/** Grey, grey and alpha, colour, colour and alpha: the format's names for 1 to 4 channels. */
const colourTypes = [0, 4, 2, 6];

/**
 * Encodes an image as a PNG file.
 *
 * @param pixels - values from 0 to 255, `[height, width, channels]`
 * @see https://www.w3.org/TR/png-3/
 */
export function encodePng(
  pixels: Uint8Array,
  {width, height, channels}: {width: number; height: number; channels: number}
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourTypes[channels - 1]!, 0, 0, 0], 8);
  const rowLength = width * channels;
  // Each row begins with the number of its filter: 0, none.
  const rows = Buffer.alloc(height * (rowLength + 1));
  for (let i = 0; i < height; ++i) {
    rows.set(pixels.subarray(i * rowLength, (i + 1) * rowLength), i * (rowLength + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0))
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
