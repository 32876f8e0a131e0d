// Photos of one thing of ImageNet's classes each, and where on the photo it is: labelled by eye, and
// committed with the rule of locate.long.ts before any network was asked about any of them. Taken were
// those of GCompris that pretrained/photos.ts has not, that show one thing of a class that is certain
// (or one that is far larger than its like in the background), and whose box covers at most half of the
// photo: a point put down at random would lie in a third of them.
import {gcomprisPhoto} from "../pretrained/photos.ts";

/** A box on a photo, in percent of its height and width. */
export interface Place {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface PlacedPhoto {
  readonly name: string;
  /** Number of the class, in the challenge's order. */
  readonly classIndex: number;
  readonly place: Place;
  /** The content of an image file. */
  readonly file: () => Uint8Array;
}

type Row = [
  name: string,
  classIndex: number,
  box: [top: number, left: number, bottom: number, right: number],
  archive: string,
  sha256: string
];

const [farm, things] = ["explore_farm_animals.rcc", "categorization.rcc"];
const monuments = "explore_monuments.rcc";

// prettier-ignore
const rows: readonly Row[] = [
  ["owl", 24, [20, 52, 95, 78], farm, "e8b7d705a955799f02eb3e8ded6487991d2c5c8274fee828ac75c0b917b3e237"],
  ["piglet", 341, [22, 23, 82, 60], farm, "4f3d27d1fd3d0b3c0482d72a7b62101c133329f95427dcb3fb1319e69d53b7c8"],
  ["kitten", 281, [14, 18, 74, 100], farm, "ab7c3e1b04e80bc567b00dba49946918b5a38be1f37618f0d2b4887ef5792770"],
  ["anemone fish", 393, [8, 18, 44, 69], things, "c0612ddd79d51bd6ee9ce0f5b0e930b55e13bc78deb6c8a282be4d9cf89189a5"],
  ["Pont du Gard", 888, [21, 19, 76, 100], monuments, "b9e560a9ae2fd919baec7f5ceb08877d57194e614481b25058693a88c232897f"],
  ["Chambord", 483, [24, 7, 64, 98], monuments, "a96693bfff66c9a747a066b8d798aaf876427de969603c4125bf881f8af0ac2d"],
  ["Neuschwanstein", 483, [11, 22, 79, 72], monuments, "15ec5fcb8758d54efa65581b9682e5cc766d700f3f329d700a06d0550d2c8e03"],
  ["India Gate", 873, [6, 45, 82, 86], things, "e1baaec30c9bb850e6b6a738baf104112a433312475002bf06d9dfc11c217efb"],
  ["Carrousel's arch", 873, [13, 19, 91, 80], things, "74f0a4c82166bca68ead6b2d0e94eb8a575e7f31250230f75682d363f99a13ed"],
  ["hammer", 587, [32, 9, 74, 92], things, "c3b04b4d9d6264b83709a401d456ed41887dd00788ccfbbbf6d4d1bce990741f"]
];

/** The ten photos, taken from Debian's package gcompris-qt-data. */
export const placedPhotos: readonly PlacedPhoto[] = rows.map(
  ([name, classIndex, [top, left, bottom, right], archive, sha256]) => ({
    name,
    classIndex,
    place: {top, left, bottom, right},
    file: () => gcomprisPhoto(archive, sha256)
  })
);
