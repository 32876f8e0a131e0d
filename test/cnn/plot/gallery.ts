// One example of every figure, with what a lecture would show: for the snapshots and for the browser.
import {type NDArray, ndarray, reshape, sizeOf} from "../../../src/cnn/ndarray.ts";
import * as plot from "../../../src/cnn/plot/index.ts";
import {random} from "../../../src/cnn/random.ts";
import * as scratch from "../../../src/cnn/scratch/index.ts";
import {digit, landscape} from "./pictures.ts";

const source = random(7);

/** Normal numbers, the same for each shape and scale. */
function normal(shape: number[], scale: number): NDArray {
  const size = sizeOf(shape);
  const numbers = random(size);
  return ndarray(
    shape,
    Array.from({length: size}, () => scale * numbers.normal())
  );
}

const seven = digit(7, 3);
const asInput = (x: NDArray): NDArray =>
  ndarray(
    [28, 28, 1],
    Array.from(x.data, (value) => value / 255)
  );
const digits = Array.from({length: 14}, (_, k) => digit(k % 10, k));
const photo = landscape(96, 144, 4);
const clothes = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot"
];

/** Eight edge filters of 5×5, turned step by step. */
const edges = ndarray(
  [5, 5, 1, 8],
  Array.from({length: 200}, (_, k) => {
    const [f, b, a] = [k % 8, Math.floor(k / 8) % 5, Math.floor(k / 40)];
    const angle = (Math.PI * f) / 8;
    const across = (b - 2) * Math.cos(angle) + (a - 2) * Math.sin(angle);
    return across * Math.exp(-((a - 2) ** 2 + (b - 2) ** 2) / 5) * 0.4;
  })
);
const conv1 = scratch.relu(
  scratch.conv2d(asInput(seven), edges, ndarray([8], new Array(8).fill(0)))
);
const pool1 = scratch.maxPool2d(conv1);
const conv2 = scratch.relu(
  scratch.conv2d(pool1, normal([3, 3, 8, 16], 0.12), ndarray([16], new Array(16).fill(-0.1)))
);

// A network that learns for eight epochs, then only learns its training data by heart.
const epochs = Array.from({length: 20}, (_, k) => k);
const history = {
  loss: epochs.map((k) => 0.05 + 0.9 * Math.exp(-k / 4) + 0.01 * source.normal()),
  val_loss: epochs.map((k) => 0.2 + 0.7 * Math.exp(-k / 3) + 0.012 * k + 0.015 * source.normal()),
  acc: epochs.map((k) => 0.985 - 0.35 * Math.exp(-k / 4) + 0.004 * source.normal()),
  val_acc: epochs.map((k) => 0.93 - 0.3 * Math.exp(-k / 3) - 0.001 * k + 0.006 * source.normal())
};

const confusion = Array.from({length: 10}, (_, i) =>
  Array.from({length: 10}, (_, j) => {
    if (i === j) return 960 - 13 * ((i * 7) % 10);
    const alike = [0, 2, 3, 4, 6].includes(i) && [0, 2, 3, 4, 6].includes(j);
    return source.integer(alike ? 40 : 4);
  })
);

const workedX = [
  [3, 0, 1, 5, 0],
  [4, 2, 5, 8, 0],
  [0, 1, 3, 2, 3],
  [6, 2, 7, 0, 1],
  [1, 4, 0, 2, 5]
];
const worked = ndarray([5, 5, 1], workedX.flat());
const vertical = ndarray([3, 3, 1, 1], [1, 0, -1, 1, 0, -1, 1, 0, -1]);
const poolX = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);

const lenet: plot.ArchitectureRow[] = [
  {name: "input", kind: "input", shape: [null, 32, 32, 1]},
  {name: "C1", kind: "conv2d", shape: [null, 28, 28, 6]},
  {name: "S2", kind: "averagePooling2d", shape: [null, 14, 14, 6]},
  {name: "C3", kind: "conv2d", shape: [null, 10, 10, 16]},
  {name: "S4", kind: "averagePooling2d", shape: [null, 5, 5, 16]},
  {name: "flatten", kind: "flatten", shape: [null, 400]},
  {name: "F5", kind: "dense", shape: [null, 120]},
  {name: "F6", kind: "dense", shape: [null, 84]},
  {name: "output", kind: "dense", shape: [null, 10]}
];

const degrees = Array.from({length: 19}, (_, k) => 10 * k);
const answers = (preferred: number, width: number): number[] =>
  degrees.map((angle) => {
    const off = (((angle - preferred + 270) % 180) - 90) / width;
    return 0.08 + 0.9 * Math.exp(-0.5 * off * off);
  });

/** Every figure by name. */
export const gallery: Readonly<Record<string, () => plot.Figure>> = {
  image: () => plot.image(seven, {title: "A handwritten seven"}),
  imageColor: () => plot.image(photo, {title: "A landscape"}),
  imageGrid: () => plot.imageGrid(digits, {title: "Digits", labels: digits.map((_, k) => k % 10)}),
  imageGridColor: () =>
    plot.imageGrid(
      Array.from({length: 8}, (_, k) => landscape(32, 32, k)),
      {
        title: "Landscapes",
        labels: ["hill", "dusk", "automobile", "ridge", "dawn", "sun", "dale", "fog"]
      }
    ),
  channels: () => plot.channels(photo, {title: "A landscape in three channels"}),
  filters: () => plot.filters(edges, {title: "Filters of the first layer"}),
  filtersColor: () =>
    plot.filters(normal([5, 5, 3, 10], 0.1), {
      title: "Filters for colour pictures, before training"
    }),
  filtersOne: () => plot.filters(workedKernel(), {title: "A filter for vertical edges"}),
  featureMaps: () => plot.featureMaps(conv2, {title: "Feature maps of the second layer"}),
  featureMapsOfLayers: () =>
    plot.featureMaps(
      [
        {name: "conv1", maps: conv1},
        {name: "pool1", maps: pool1},
        {name: "conv2", maps: conv2}
      ],
      {title: "A seven on its way through the network"}
    ),
  lossCurves: () => plot.lossCurves(history, {epochs: 20}),
  lossCurvesAtStart: () =>
    plot.lossCurves(
      Object.fromEntries(Object.entries(history).map(([key, values]) => [key, values.slice(0, 3)])),
      {epochs: 20}
    ),
  confusionMatrix: () =>
    plot.confusionMatrix(confusion, {
      title: "Confusion matrix of the test pictures",
      classNames: clothes
    }),
  predictions: () =>
    plot.predictions(
      digits.slice(4, 8),
      [
        [0, 0.01, 0, 0, 0.9, 0, 0.02, 0, 0, 0.07],
        [0.01, 0, 0, 0.25, 0, 0.68, 0.03, 0, 0.03, 0],
        [0.15, 0, 0, 0, 0.02, 0.2, 0.61, 0, 0.02, 0],
        [0, 0.52, 0, 0.01, 0, 0, 0, 0.44, 0, 0.03]
      ],
      {title: "What the network takes the digits for", labels: [4, 5, 6, 7]}
    ),
  convolutionSteps: () =>
    plot.convolutionSteps(
      workedX,
      vertical,
      scratch.conv2dSteps(worked, vertical, ndarray([1], [0]), {padding: 1})
    ),
  convolutionStepsColor: () => {
    const x = normal([4, 4, 3], 1);
    const kernel = normal([2, 2, 3, 2], 1);
    return plot.convolutionSteps(
      x,
      kernel,
      scratch.conv2dSteps(x, kernel, ndarray([2], [0.5, -0.5])),
      {title: "Convolution over three channels", filter: 1, channel: 2}
    );
  },
  poolingSteps: () => plot.poolingSteps(poolX, scratch.pool2dSteps(poolX)),
  receptiveField: () =>
    plot.receptiveField(
      seven,
      scratch.receptiveField([
        {name: "conv1", kernelSize: 5},
        {name: "pool1", kernelSize: 2, strides: 2},
        {name: "conv2", kernelSize: 3},
        {name: "pool2", kernelSize: 2, strides: 2}
      ]),
      {title: "What a unit of the last layer sees"}
    ),
  weightHistogram: () =>
    plot.weightHistogram(normal([5, 5, 6, 16], 0.08), {title: "Weights of C3 before training"}),
  weightHistogramOfLayers: () =>
    plot.weightHistogram(
      [
        {name: "C1", weights: normal([5, 5, 1, 6], 0.25)},
        {name: "C3", weights: normal([5, 5, 6, 16], 0.1)},
        {name: "F5", weights: normal([400, 120], 0.06)}
      ],
      {title: "Weights of three layers"}
    ),
  tuningCurve: () =>
    plot.tuningCurve(
      degrees,
      [
        {name: "vertical cell", responses: answers(90, 18)},
        {name: "oblique cell", responses: answers(45, 25)}
      ],
      {title: "Two simple cells and a turning bar", yTitle: "response (share of the greatest)"}
    ),
  bars: () =>
    plot.bars(
      ["2010", "2011", "2012", "2013", "2014", "2015", "2016", "2017"],
      [28.2, 25.8, 16.4, 11.7, 6.7, 3.6, 3, 2.3],
      {
        title: "Error of the best entry to the ImageNet challenge",
        labelTitle: "year",
        valueTitle: "top-5 error (%)"
      }
    ),
  barsLying: () =>
    plot.bars(
      ["LeNet-5", "AlexNet", "VGG16", "GoogLeNet", "ResNet50", "InceptionV3"],
      [0.06, 62.4, 138.4, 7, 25.6, 23.9],
      {title: "Size of the networks", labelTitle: "network", valueTitle: "parameters (millions)"}
    ),
  heatmap: () =>
    plot.heatmap(usage(28), {
      title: "How often a 5×5 convolution uses each pixel",
      valueTitle: "windows",
      xTitle: "column (pixels)",
      yTitle: "row (pixels)"
    }),
  heatmapNumbers: () =>
    plot.heatmap(
      [
        [6, -9, -8],
        [-3, -2, -3],
        [-3, 0, -2]
      ],
      {title: "The worked example's feature map"}
    ),
  architecture: () => plot.architecture(lenet, {title: "LeNet-5"}),
  curves: () =>
    plot.curves(
      [0, 1, 2, 3, 4, 5, 6],
      [
        {name: "without padding", values: [28, 26, 24, 22, 20, 18, 16]},
        {name: "with padding", values: [28, 28, 28, 28, 28, 28, 28]}
      ],
      {
        title: "Size of the map after so many convolutions",
        note: "kernels of 3×3",
        xTitle: "convolutions",
        yTitle: "size (pixels)",
        mark: {x: 3, text: "the notes' model"}
      }
    ),
  curvesSix: () =>
    plot.curves(
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5, 6].map((f) => ({name: `filter ${f}`, values: [f, 2 * f, f, 3]})),
      {title: "Six curves, whose names take several lines on a narrow page", yTitle: "response"}
    ),
  timeline: () =>
    plot.timeline(
      [
        {year: 2012, text: "AlexNet wins the ImageNet challenge by a margin that ends the debate"},
        {year: 1959, text: "Hubel and Wiesel: cells that like a direction"},
        {year: 1980, text: "Fukushima: the Neocognitron", detail: "S-cells and C-cells in turn"}
      ],
      {title: "From the cortex to the network"}
    ),
  explorer: () => {
    const exponents = [1, 2, 3];
    const signs = [1, -1];
    return plot.explorer(
      [
        {name: "exponent", values: exponents, start: 1},
        {name: "sign", values: signs}
      ],
      ([e, s]) =>
        plot.curves(
          [-2, -1, 0, 1, 2],
          [{name: "power", values: [-2, -1, 0, 1, 2].map((x) => signs[s] * x ** exponents[e])}],
          {title: "Powers", xTitle: "x", yTitle: "y"}
        ),
      {alt: "Powers of x from −2 to 2."}
    );
  },
  windowExplorer: () =>
    plot.windowExplorer([6, 7], {
      kernelSizes: [3, 7],
      paddings: [0, 1],
      strides: [1, 2],
      start: {strides: 2}
    }),
  stimulusSteps: () =>
    plot.stimulusSteps(
      [0, 45, 90, 135].map((orientation) => scratch.bar({size: 15, orientation, width: 3})),
      [0, 45, 90, 135],
      [
        {name: "simple cell", responses: [0, 0.2, 1, 0.2]},
        {name: "complex cell", responses: [0.1, 0.3, 0.9, 0.35]}
      ],
      {title: "A turning bar", xTitle: "orientation (degrees)", start: 2}
    ),
  scatter: () =>
    plot.scatter(
      [14, 18, 22, 26],
      [
        {name: "flatten", values: [14.2, 17.9, 22.3, 25.6]},
        {name: "global", values: [20.1, 19.8, 20.4, 20.2]}
      ],
      {
        title: "Where is the digit?",
        xTitle: "true column (pixels)",
        yTitle: "predicted column (pixels)",
        diagonal: "right"
      }
    ),
  scatterSix: () =>
    plot.scatter(
      [62, 138, 7, 26, 24, 4],
      ["AlexNet", "VGG-16", "GoogLeNet", "ResNet-50", "Inception v3", "MobileNet v1"].map(
        (name, k) => ({
          name,
          values: [2.3, 31, 3.2, 7.8, 11.5, 1.1].map((v, i) => (i === k ? v : NaN))
        })
      ),
      {
        title: "What a photo costs",
        xTitle: "parameters (millions)",
        yTitle: "operations (billions)"
      }
    ),
  curvesLogarithmic: () =>
    plot.curves([0.00003, 0.0003, 0.003, 0.03], [{name: "after", values: [62, 56, 11, 10]}], {
      title: "A large learning rate destroys what was known",
      xTitle: "learning rate",
      yTitle: "right (%)",
      xScale: "log"
    }),
  gradientSteps: () =>
    plot.gradientSteps([
      {name: "Z₂", values: [[0.4]], gradient: [[-0.4]], term: "∂L/∂Z₂ = A₂ − y", code: "A2 - y"},
      {
        name: "A₁",
        values: [
          [1, 2],
          [3, 4]
        ],
        gradient: [
          [0, 0],
          [0, -0.4]
        ],
        term: "∂L/∂A₁: to the winner",
        code: "dP < 0 ? dP : 0"
      }
    ]),
  filterAsNode: () => {
    const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
    const kernel = ndarray([3, 3, 1, 1], [1, 0, -1, 2, 0, -2, 1, 0, -1]);
    return plot.filterAsNode(x, kernel, scratch.conv2dSteps(x, kernel, ndarray([1], [0.5])));
  },
  overlay: () => {
    const hill = (row: number, col: number): NDArray =>
      ndarray(
        [96, 144],
        Array.from({length: 96 * 144}, (_, p) =>
          Math.exp(-(((Math.floor(p / 144) - row) ** 2 + ((p % 144) - col) ** 2) / 500))
        )
      );
    const maps = [
      {name: "Grad-CAM", map: hill(40, 60)},
      {name: "occlusion", map: hill(50, 70)}
    ];
    const box = {top: 20, left: 40, height: 45, width: 50};
    return plot.overlay(photo, maps, {title: "Where the network sees the hill", box});
  },
  overlayMask: () => {
    const inside = (p: number): number =>
      Number((Math.floor(p / 144) - 50) ** 2 + ((p % 144) - 70) ** 2 < 900);
    const mask = ndarray(
      [96, 144],
      Array.from({length: 96 * 144}, (_, p) => inside(p))
    );
    return plot.overlay(photo, mask, {title: "A round hill and its mask", as: "mask"});
  },
  boxes: () =>
    plot.boxes(
      photo,
      [
        {top: 10, left: 20, height: 40, width: 50, label: "hill", score: 0.93},
        {top: 14, left: 24, height: 40, width: 50, label: "hill", score: 0.42},
        {top: 30.5, left: 90.2, height: 60, width: 48, label: "valley", score: 0.871}
      ],
      {title: "Two hills and a valley"}
    ),
  skeleton: () => {
    const point = (name: string, row: number, column: number, score = 0.9): plot.Keypoint => ({
      name,
      row,
      column,
      score
    });
    const points = [
      point("nose", 15, 70),
      point("left_shoulder", 30, 84),
      point("right_shoulder", 30, 56),
      point("left_hip", 60, 78),
      point("right_hip", 60, 62),
      point("left_wrist", 40, 110, 0.1)
    ];
    return plot.skeleton(photo, points, {title: "Somebody in a landscape"});
  },
  beforeAfter: () =>
    plot.beforeAfter(
      ndarray(
        [48, 70],
        Array.from({length: 48 * 70}, (_, p) => 3 * (p % 70))
      ),
      landscape(48, 70, 4),
      {title: "A ramp and a landscape", labels: ["ramp", "landscape"]}
    ),
  microscope: () => plot.microscope(asInput(seven), looks()),
  microscopeBackward: () => plot.microscope(asInput(seven), looks(), {direction: "backward"})
};

/** Nine pixels of a feature map under the microscope, with gradients that are made up. */
function looks(): plot.MicroscopeStep[] {
  const x = asInput(seven);
  const bias = ndarray([8], new Array(8).fill(0));
  const steps = [...scratch.conv2dSteps(x, edges, bias)].filter(
    ({filter, output: [row, col]}) => filter === 2 && row % 8 === 4 && col % 8 === 4
  );
  const maps = scratch.relu(scratch.conv2d(x, edges, bias));
  const map = ndarray(
    [24, 24],
    maps.data.filter((_, k) => k % 8 === 2)
  );
  const kernel = ndarray(
    [5, 5, 1],
    edges.data.filter((_, k) => k % 8 === 2)
  );
  return steps.map(({output: [row, column], rows, cols, window, products, sum, result}, k) => {
    const delta = result > 0 ? 0.01 * (k - 4) : 0;
    const times = ({shape, data}: NDArray): NDArray =>
      ndarray(
        shape,
        data.map((value) => value * delta)
      );
    return {
      layer: "conv2d",
      kind: "Conv2D",
      row,
      column,
      channel: 2,
      map,
      field: {
        ...{top: row, left: column, height: 5, width: 5},
        seen: {top: row, left: column, height: 5, width: 5}
      },
      rows,
      columns: cols,
      window,
      kernel,
      products,
      sum,
      bias: 0,
      result,
      activation: "relu",
      value: Math.max(0, result),
      from: ["input"],
      depth: {of: "channel", numbers: [0]},
      backward: {
        of: {score: 7},
        map: normal([24, 24], 0.02),
        arrived: 0.01 * (k - 4),
        sources: [
          {
            layer: "conv2d_1",
            share: 0.01 * (k - 4),
            units: Array.from({length: 9}, (_, u) => ({
              row: Math.floor(u / 3),
              column: u % 3,
              channel: u,
              gradient: 0.05 * (u - 4),
              weight: 0.3,
              share: 0.015 * (u - 4) + (0.01 * (k - 4)) / 9
            }))
          }
        ],
        slope: result > 0 ? 1 : 0,
        delta,
        sends: times(kernel),
        kernelGradient: times(window)
      }
    };
  });
}

function workedKernel(): number[][] {
  return [
    [1, 0, -1],
    [1, 0, -1],
    [1, 0, -1]
  ];
}

/** In how many 5×5 windows each pixel of an n×n picture lies. */
function usage(n: number): NDArray {
  const along = (i: number): number => Math.min(i, n - 5) - Math.max(0, i - 4) + 1;
  return reshape(
    ndarray(
      [n * n],
      Array.from({length: n * n}, (_, k) => along(Math.floor(k / n)) * along(k % n))
    ),
    [n, n]
  );
}
