import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {stampColumns, stampSide} from "./stamps.ts";

/**
 * The stamps by their Unicode code points, in the order of the file. They are mixed, so that the last ones,
 * which networks are judged by, are of all kinds.
 */
const codes = (
  "1f999 1f6a4 1f415 1f420 1f405 1f41e 1f349 1f434 1f9ad 1f355 1f411 1f981 1f414 1f99d 1f42e 1f98a " +
  "1f697 1f34e 1f684 1f354 1f347 1f980 1f345 1f690 1f428 1f990 1f699 1f40f 1f402 1f42a 1f424 1f422 " +
  "1f430 1f41d 1f692 1f335 1f427 1f693 1f40d 1f418 1f36b 1f9a9 1f435 1f413 1f436 1f43a 1f40c 1f332 " +
  "1f42f 1f68d 1f98e 1f350 1f410 1f34c 1f437 1f98b 1f99c 1f682 1f69c 1f344 1f438 1f41b 1f340 1f983 " +
  "1f337 1f439 1f683 1f34b 1f338 1f691 1f33b 1f994 1f423 1f34a 1f36a 1f408 1f412 1f43b 1f417 1f33d " +
  "1f357 1f988 1f339 1f6a2 1f368 1f989 1f42d 1f406 1f431 1f40a 1f955 1f41a 1f9a5 1f68c 1f998 1f69a " +
  "1f333 1f34d 1f984 1f986 1f992 1f419 1f681 1f334 1f996 1f993 1f951 1f995 1f695 1f41f 1f426 1f353 " +
  "1f42c 1f9a2 1f98c 1f404 1f9a3 1f40e 1f359 1f680 1f966 1f369 1f99b 1f43c 1f416 1f351 1f366 1f346"
).split(" ");

/**
 * Makes the stamps that come with the library from the npm package `@lobehub/fluent-emoji-3d` 1.1.0.
 *
 * @param folder - the unpacked package
 * @param path - the file to write; `src/cnn/data/stamps/stamps.webp`
 */
async function makeStamps(folder: string, path: string): Promise<void> {
  const {default: sharp} = await import("sharp");
  const tiles = await Promise.all(
    codes.map(async (code, k) => ({
      input: await sharp(join(folder, "assets", `${code}.webp`))
        .resize(stampSide, stampSide)
        .png()
        .toBuffer(),
      left: (k % stampColumns) * stampSide,
      top: Math.floor(k / stampColumns) * stampSide
    }))
  );
  const sheet = sharp({
    create: {
      width: stampColumns * stampSide,
      height: (codes.length / stampColumns) * stampSide,
      channels: 4,
      background: {r: 0, g: 0, b: 0, alpha: 0}
    }
  });
  await writeFile(path, await sheet.composite(tiles).webp({quality: 85, effort: 6}).toBuffer());
}

// node src/cnn/dist/applications/makeStamps.js FOLDER FILE
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void makeStamps(process.argv[2], process.argv[3]);
}
