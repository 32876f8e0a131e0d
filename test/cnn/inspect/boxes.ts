// Where the one object of a photo is, in pixels of the photo at 224×224: drawn by hand and fixed before
// any network was asked. Photos that their object fills, or has many of, say nothing and are left out.

export interface Box {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** By the photo's name among those that `pretrained` is judged by. */
export const boxes: Readonly<Record<string, Box>> = {
  coffee: {top: 8, left: 32, height: 208, width: 148},
  zebra: {top: 12, left: 16, height: 210, width: 192},
  panda: {top: 36, left: 62, height: 176, width: 122},
  teapot: {top: 66, left: 36, height: 116, width: 154}
};
