// What is on the photos that the pretrained applications are measured by: placed by eye on enlarged
// pictures, and fixed before any answer of the models had been looked at. (How much of a picture the masks
// cover had been printed before the two outlines were drawn.)
import type {Box} from "../../../src/cnn/applications/box.ts";

/** A box by its sides, in pixels. */
const box = (left: number, top: number, right: number, bottom: number): Box => ({
  top,
  left,
  height: bottom - top,
  width: right - left
});

export interface LabelledObjects {
  /** A photo of the library, or `sample3` and so on of the package of faces. */
  readonly photo: string;
  readonly objects: readonly {readonly label: string; readonly box: Box}[];
}

/**
 * Every object of COCO's classes that takes two hundredths of its picture or more; smaller ones count
 * neither way.
 */
export const objects: readonly LabelledObjects[] = [
  {
    photo: "sample3",
    objects: [
      {label: "person", box: box(0, 245, 950, 1350)},
      {label: "person", box: box(915, 140, 1445, 1350)},
      {label: "person", box: box(1345, 220, 1920, 1350)},
      {label: "couch", box: box(25, 630, 1920, 1350)}
    ]
  },
  {
    photo: "sample4",
    objects: [
      {label: "person", box: box(65, 88, 865, 1448)},
      {label: "person", box: box(205, 20, 975, 1448)},
      {label: "person", box: box(735, 100, 1315, 1448)},
      {label: "person", box: box(1130, 97, 1865, 1448)}
    ]
  },
  {
    photo: "sample6",
    objects: [
      {label: "person", box: box(130, 375, 735, 1537)},
      {label: "person", box: box(600, 213, 1045, 1537)},
      {label: "person", box: box(950, 160, 1490, 1537)},
      {label: "person", box: box(1300, 155, 1810, 1537)}
    ]
  },
  {
    photo: "coffee",
    objects: [
      {label: "cup", box: box(173, 17, 407, 308)},
      {label: "spoon", box: box(325, 65, 425, 328)},
      {label: "dining table", box: box(0, 0, 600, 400)}
    ]
  },
  {photo: "chelsea", objects: [{label: "cat", box: box(0, 0, 400, 300)}]},
  {photo: "astronaut", objects: [{label: "person", box: box(20, 15, 365, 512)}]},
  {photo: "camera", objects: [{label: "person", box: box(0, 63, 330, 512)}]}
];

/** A pixel near the middle of each face. */
export const faces: readonly {
  readonly photo: string;
  readonly middles: readonly {readonly row: number; readonly column: number}[];
}[] = [
  {
    photo: "sample1",
    middles: [
      {row: 527, column: 480},
      {row: 609, column: 966},
      {row: 333, column: 1557}
    ]
  },
  {
    photo: "sample3",
    middles: [
      {row: 487, column: 672},
      {row: 384, column: 1159},
      {row: 443, column: 1602}
    ]
  },
  {
    photo: "sample4",
    middles: [
      {row: 334, column: 357},
      {row: 220, column: 745},
      {row: 312, column: 1049},
      {row: 289, column: 1338}
    ]
  },
  {
    photo: "sample5",
    middles: [
      {row: 252, column: 882},
      {row: 331, column: 1158},
      {row: 559, column: 717},
      {row: 607, column: 1551},
      {row: 1084, column: 468}
    ]
  },
  {
    photo: "sample6",
    middles: [
      {row: 627, column: 376},
      {row: 486, column: 753},
      {row: 463, column: 1271},
      {row: 408, column: 1600}
    ]
  }
];

export interface LabelledPose {
  readonly photo: string;
  /** The part of the photo that is shown to the network: one person is in its middle. */
  readonly crop?: Box;
  /** From the top of the head to the chin, in pixels; a grown-up is seven and a half times as tall. */
  readonly head: number;
  /** Points whose place can be seen, in pixels of the whole photo: `[row, column]`. */
  readonly points: Readonly<Record<string, readonly [number, number]>>;
}

export const poses: readonly LabelledPose[] = [
  {
    photo: "astronaut",
    head: 169,
    points: {
      nose: [119, 224],
      left_eye: [104, 249],
      right_eye: [101, 203],
      left_shoulder: [256, 333],
      right_shoulder: [246, 84]
    }
  },
  {
    photo: "camera",
    head: 134,
    points: {
      nose: [166, 251],
      right_eye: [146, 238],
      right_ear: [141, 189],
      right_shoulder: [164, 100],
      right_elbow: [312, 56],
      right_wrist: [246, 179],
      left_elbow: [302, 246],
      left_wrist: [250, 284]
    }
  },
  {
    photo: "sample4",
    crop: box(1130, 60, 1900, 1448),
    head: 313,
    points: {
      nose: [281, 1310],
      right_eye: [232, 1319],
      left_eye: [266, 1379],
      left_shoulder: [494, 1406],
      left_elbow: [829, 1581],
      left_wrist: [907, 1300],
      left_hip: [943, 1520]
    }
  }
];

/**
 * Who is on the photos of the package that fits models to faces, as its file names say: frames of one film
 * of one man, and two photos, taken on other days, of each of two others. A file that is a part of another
 * is left out.
 */
export const people: readonly {readonly name: string; readonly files: readonly string[]}[] = [
  {
    name: "franck",
    files: ["01829", "02045", "02159", "02221", "02683", "02888", "03909", "04000", "04117"].map(
      (frame) => `franck_${frame}.jpg`
    )
  },
  {name: "cage", files: ["cage.jpg", "cage2_crop.jpg"]},
  {name: "bieber", files: ["bieber_small.jpg", "Justin-Bieber2_crop.jpg"]},
  {name: "connery", files: ["SeanConnery.jpg"]},
  {name: "audrey", files: ["audrey.jpg"]},
  {name: "clooney", files: ["fragrance-George-Clooney-main_crop.jpg"]},
  {name: "obama", files: ["obama4_crop.jpg"]}
];

/** The outline of the person on a photo, in pixels: `[column, row]` after `[column, row]`. */
export const outlines: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  astronaut: toPixels(
    "60,1000 45,830 40,720 60,640 75,560 110,500 170,450 220,405 230,370 255,315 320,290 360,290 350,250 " +
      "310,205 303,150 320,105 370,60 430,32 500,32 560,70 590,130 588,190 560,240 525,255 505,300 500,345 " +
      "560,390 590,440 597,465 640,490 680,545 705,640 705,690 640,710 590,770 560,840 545,900 545,1000"
  ),
  camera: toPixels(
    "0,1000 0,500 50,440 80,390 110,330 150,280 215,250 255,245 300,210 315,200 320,170 345,140 400,125 " +
      "450,140 500,180 525,210 528,250 495,260 497,330 475,345 472,380 470,430 510,430 560,400 625,330 " +
      "650,440 600,450 560,480 590,540 540,580 480,608 410,580 300,720 275,745 290,830 297,1000"
  )
};

/** Places on a picture of 1,000 pixels, in those of one of 512. */
function toPixels(places: string): (readonly [number, number])[] {
  return places.split(" ").map((place) => {
    const [column, row] = place.split(",").map((at) => Number(at) * 0.512);
    return [column, row] as const;
  });
}
