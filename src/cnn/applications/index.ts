// What CNNs are used for: one short function for each use that the first lecture lists.

/** Boxes. */
export {intersectionOverUnion} from "./box.ts";
export type {Box} from "./box.ts";
export {nonMaxSuppression} from "./nonMaxSuppression.ts";
export type {NonMaxSuppressionOptions} from "./nonMaxSuppression.ts";
/** What a picture is to an application: an array, or an image file. */
export type {PictureSource} from "./picture.ts";
/** One thing and its box. */
export {digitsOnCanvas} from "./digitsOnCanvas.ts";
export type {CanvasOptions, PlacedDigits} from "./digitsOnCanvas.ts";
export {localise, localiser} from "./localiser.ts";
export type {Localisation, LocaliserOptions} from "./localiser.ts";
/** A number for each pixel. */
export {stampsOnPhotos} from "./stamps.ts";
export type {StampedPhotos, StampsOptions} from "./stamps.ts";
export {maskAgreement, segment} from "./segment.ts";
export {unet} from "./unet.ts";
export type {UnetOptions} from "./unet.ts";
/** Colours for a black-and-white picture. */
export {labFromRgb, rgbFromLab} from "./lab.ts";
export {colourError, colourise, giveColours, takeColours} from "./colourise.ts";
export type {LightnessAndColours} from "./colourise.ts";
/** Networks that others trained, each fetched when first asked for. */
export {detect} from "./detect.ts";
export type {Detection, DetectOptions} from "./detect.ts";
export {segmentPerson} from "./segmentPerson.ts";
export {superResolve} from "./superResolve.ts";
export {pose} from "./pose.ts";
export type {BodyPoint, Pose} from "./pose.ts";
export type {WeightsOptions} from "./once.ts";
export {detectFaces} from "./detectFaces.ts";
export type {DetectFacesOptions, Face, Point} from "./detectFaces.ts";
export {embedFace} from "./embedFace.ts";
export {compareFaces} from "./compareFaces.ts";
export type {CompareFacesOptions, FaceComparison} from "./compareFaces.ts";
