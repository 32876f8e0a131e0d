/** What one layer leaves behind, and what it did. */
export interface Stage {
  /** `[height, width, channels]` of feature maps, or `[length]` of a vector. */
  readonly shape: readonly number[];
  /** What made it of the stage before: `"convolution 5×5"`. */
  readonly action: string;
  /** The window that slid over the stage before. */
  readonly window: readonly [number, number] | undefined;
}

/** A stage on the page, in pixels. */
interface Placed extends Stage {
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Sheets drawn, the last in front. */
  readonly sheets: number;
}

const gap = 74;
const margin = 12;
const offset = 5; // from one sheet to the one behind it
const mostSheets = 9;
const largestMap = 96;
const longestBar = 150;
const barWidth = 14;
const lineHeight = 14;

// Filled so faintly that the page shows through, white or black; lines in a grey that both bear.
const colours: readonly (readonly [RegExp, string])[] = [
  [/convolution/, "#0072b2"],
  [/pooling/, "#d55e00"],
  [/dense/, "#009e73"]
];
const grey = "#7a7a7a";

/** Draws stages from left to right, as an SVG file. */
export function drawArchitecture(stages: readonly Stage[], alt: string): string {
  const placed = place(stages);
  const last = placed[placed.length - 1];
  const reach = Math.max(...placed.map(({height, sheets}) => height / 2 + (sheets - 1) * offset));
  const middle = margin + reach;
  const width = last.x + last.width + margin + 24;
  const height =
    middle + Math.max(...placed.map((stage) => stage.height)) / 2 + margin + 2 * lineHeight;
  const parts = placed.flatMap((stage, k) => [
    ...(k === 0 ? [] : arrow(placed[k - 1], stage, middle)),
    ...body(stage, middle)
  ]);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" ` +
    `width="${round(width)}" role="img" style="max-width: 100%; height: auto" ` +
    `font-family="system-ui, sans-serif" font-size="11" fill="${grey}">` +
    `<title>${alt}</title>${parts.join("")}</svg>`
  );
}

function place(stages: readonly Stage[]): Placed[] {
  const maps = stages.filter(({shape}) => shape.length > 1);
  const bars = stages.filter(({shape}) => shape.length === 1);
  const most = Math.max(1, ...maps.flatMap(({shape}) => [shape[0], shape[1] ?? 1]));
  const longest = Math.max(1, ...bars.map(({shape}) => shape[0]));
  let x = margin;
  return stages.map((stage) => {
    const {shape} = stage;
    const isMap = shape.length > 1;
    const side = (n: number): number => Math.max(8, largestMap * Math.sqrt(n / most));
    const width = isMap ? side(shape[1]) : barWidth;
    const height = isMap
      ? side(shape[0])
      : Math.max(16, longestBar * Math.sqrt(shape[0] / longest));
    const sheets = isMap ? Math.min(mostSheets, shape[2] ?? 1) : 1;
    const one = {...stage, x, width, height, sheets};
    x += width + (sheets - 1) * offset + gap;
    return one;
  });
}

/** A stage's sheets, from the one behind to the one in front, and its size below. */
function body({x, width, height, sheets, shape, action}: Placed, middle: number): string[] {
  const colour = colours.find(([pattern]) => pattern.test(action))?.[1] ?? grey;
  const paint = `fill="${colour}" fill-opacity="0.2" stroke="${colour}"`;
  const sheet = Array.from({length: sheets}, (_, k) => {
    const behind = sheets - 1 - k;
    const [left, top] = [x + behind * offset, middle - height / 2 - behind * offset];
    if (behind === 0) {
      return `<path d="M${round(left)} ${round(top)}h${round(width)}v${round(height)}h${round(-width)}z" ${paint}/>`;
    }
    // Of a sheet behind another only the upper and right edges are seen; nothing shines through.
    const [w, h] = [round(width - offset), round(height - offset)];
    return (
      `<path d="M${round(left)} ${round(top + offset)}v${-offset}h${round(width)}v${round(height)}` +
      `h${-offset}v${-h}h${-w}z" ${paint}/>`
    );
  });
  const [size, depth] = shape.length > 2 ? [shape.slice(0, 2), shape[2]] : [shape, undefined];
  const below = middle + height / 2 + lineHeight + 2;
  return [
    ...sheet,
    text(size.join("×"), x + width / 2, below, "600"),
    ...(depth === undefined
      ? []
      : [text(`${depth} ${depth === 1 ? "map" : "maps"}`, x + width / 2, below + lineHeight)])
  ];
}

/** An arrow from one stage to the next, and over it what happens; from the window, where there is one. */
function arrow(from: Placed, to: Placed, middle: number): string[] {
  const start = from.x + from.width + (from.sheets - 1) * offset + 5;
  const end = to.x - 5;
  const tip = `<path d="M${round(start)} ${round(middle)}H${round(end)}m-5 -3.5l5 3.5l-5 3.5" fill="none" stroke="${grey}"/>`;
  const words = to.action.split(" ");
  const lines = words.map((word, k) =>
    text(word, (start + end) / 2, middle - 6 - (words.length - 1 - k) * 12)
  );
  return [...windowLines(from, to, middle), tip, ...lines];
}

/** The window in the corner of the front sheet, and the rays to the one pixel that it gives. */
function windowLines(from: Placed, to: Placed, middle: number): string[] {
  if (!to.window || from.shape.length < 2 || to.shape.length < 2) return [];
  const [tall, wide] = to.window;
  const height = Math.min(from.height, (from.height * tall) / from.shape[0]);
  const width = Math.min(from.width, (from.width * wide) / from.shape[1]);
  const x = from.x + from.width - width - 3;
  const y = middle + from.height / 2 - height - 3;
  const [targetX, targetY] = [to.x + to.width * 0.7, middle + to.height * 0.32];
  const ray = (fromY: number): string =>
    `M${round(x + width)} ${round(fromY)}L${round(targetX)} ${round(targetY)}`;
  return [
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ` +
      `fill="${grey}" fill-opacity="0.35" stroke="${grey}"/>`,
    `<path d="${ray(y)}${ray(y + height)}" fill="none" stroke="${grey}" stroke-width="0.7" stroke-dasharray="3 2"/>`
  ];
}

function text(value: string, x: number, y: number, weight = "400"): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="middle" font-weight="${weight}">${value}</text>`;
}

const round = (n: number): number => Math.round(n * 10) / 10;
