// Who may import whom. A folder may import itself and what is listed here; nothing else.
const cnn = (...names) => names.map((name) => `src/cnn/${name}`);

// What every part of the library may lean on: each a file that needs nothing but these.
const ground = cnn("ndarray", "random", "alea", "host", "progress");

const mayImport = {
  kernel: ["src/jupyter", "src/notebook/parameters"],
  "src/cnn": [],
  "src/jupyter": [],
  // Of controls, it says what they were set to.
  "src/notebook": ["src/jupyter", "src/widgets"],
  // A package of its own, which lectures import: of ours it has the package of the library.
  "src/sweep": ["src/cnn"],
  // Another, which knows a figure by what it says of itself.
  "src/widgets": [],
  // Of sweeps it shows what the package of sweeps says of them, and figures of what their trials learned.
  "src/server": ["src/cnn", "src/jupyter", "src/notebook", "src/sweep"],
  // Its form for parameters reads the same lines as the runner; its logo is the kernel's.
  // The mark of the project, one file for all.
  // Its figures take the same keys as those of a report.
  "src/lab": [
    "src/notebook/parameters",
    "src/notebook/report/page/sliderKeys",
    "kernel/kernelspec"
  ],
  "src/cli": [
    "src/cnn",
    "kernel/install",
    "src/jupyter",
    "src/notebook",
    "src/server",
    "src/sweep"
  ],
  // Inside the library, from what needs nothing to what needs most.
  "src/cnn/scratch": ground,
  "src/cnn/plot": ground,
  "src/cnn/image": ground,
  "src/cnn/assets": [...ground, ...cnn("progress")],
  "src/cnn/datasets": [...ground, ...cnn("assets", "image")],
  "src/cnn/layers": [...ground, ...cnn("tensorflow")],
  "src/cnn/engine": [...ground, ...cnn("tensorflow")],
  "src/cnn/run": ground,
  "src/cnn/training": [
    ...ground,
    ...cnn("tensorflow", "layers", "datasets", "engine", "plot", "run")
  ],
  "src/cnn/zoo": [...ground, ...cnn("tensorflow", "layers", "datasets/shipped")],
  "src/cnn/inspect": [
    ...ground,
    ...cnn("tensorflow", "scratch", "image", "datasets", "layers", "training")
  ],
  "src/cnn/weights": [...ground, ...cnn("tensorflow", "assets", "layers", "engine")],
  "src/cnn/pretrained": [...ground, ...cnn("tensorflow", "assets", "weights", "zoo")],
  "src/cnn/applications": [
    ...ground,
    ...cnn("tensorflow", "assets", "image", "datasets", "layers", "engine"),
    ...cnn("training", "weights", "zoo")
  ],
  "src/cnn/examples": ["src/cnn"]
};

const folders = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder} may import only: ${allowed.join(", ") || "nothing of ours"}`,
  severity: "error",
  from: {path: `^${folder}/`},
  to: {path: "^(kernel|src)/", pathNot: [folder, ...allowed].map((path) => `^${path}(/|\\.ts$)`)}
}));

module.exports = {
  forbidden: [
    ...folders,
    {name: "no cycles", severity: "error", from: {}, to: {circular: true}},
    {
      name: "tslab is known to kernel alone",
      severity: "error",
      from: {pathNot: "^kernel/"},
      to: {path: "node_modules/(@tslab|tslab)/"}
    },
    {
      name: "scratch, plot and datasets do without TensorFlow",
      severity: "error",
      from: {path: "^src/cnn/(scratch|plot|assets|datasets|image|ndarray|random|host)"},
      to: {path: "node_modules/@tensorflow/"}
    }
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: {path: "node_modules|dist"},
    exclude: {path: "(^|/)dist/"}
  }
};
