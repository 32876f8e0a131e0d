"""Writes files of weights the way Keras does, with h5py: an HDF5 writer that the project has no part in.

usage: write_keras_files.py small FOLDER | resnet50 FOLDER

Every value follows from the weight's name, so that the test knows what belongs where.
"""

import io
import json
import os
import sys
import zipfile

import h5py
import numpy as np


def values(name, shape, dtype="f4"):
    seed = sum((k + 1) * ord(letter) for k, letter in enumerate(name))
    count = int(np.prod(shape))
    numbers = (np.arange(count, dtype="i8") * 31 + seed * 17) % 1009
    return (numbers / 1009 - 0.5).astype(dtype).reshape(shape)


def keras2(root, layers, dtype="f4", options=None, stored=lambda layer, weight: f"{layer}/{weight}:0"):
    """layers: pairs of a layer's name and its weights, each (name there, shape, name that gives the values)."""
    root.attrs["layer_names"] = np.array([name.encode() for name, _ in layers])
    root.attrs["backend"] = np.bytes_(b"tensorflow")
    root.attrs["keras_version"] = np.bytes_(b"2.2.4")
    for layer, weights in layers:
        group = root.create_group(layer)
        names = [stored(layer, weight) for weight, _, _ in weights]
        group.attrs["weight_names"] = np.array([name.encode() for name in names], dtype=None if names else "S1")
        for name, (_, shape, source) in zip(names, weights):
            group.create_dataset(name, data=values(source, shape, dtype), **(options or {}))


def weight(layer, name, *shape):
    return (name, shape, f"{layer}/{name}")


CONV = ("conv", [weight("conv", "kernel", 3, 3, 1, 2), weight("conv", "bias", 2)])
NORM = ("norm", [weight("norm", name, 2) for name in ("gamma", "beta", "moving_mean", "moving_variance")])
HEAD = ("head", [weight("head", "kernel", 8, 3), weight("head", "bias", 3)])
NET = [("conv_input", []), CONV, NORM, ("flatten", []), HEAD]


def small(folder):
    def path(name):
        return os.path.join(folder, name)

    with h5py.File(path("keras2.h5"), "w") as file:
        keras2(file, NET)
    with h5py.File(path("gzip.h5"), "w", libver="latest") as file:
        keras2(file, NET, options={"compression": "gzip", "shuffle": True, "chunks": True})
    for name, dtype in (("half.h5", "f2"), ("double.h5", "f8"), ("bigEndian.h5", ">f4")):
        with h5py.File(path(name), "w") as file:
            keras2(file, NET, dtype)
    former = {"kernel": "W", "bias": "b", "moving_mean": "running_mean", "moving_variance": "running_std"}
    with h5py.File(path("keras1.h5"), "w") as file:
        keras2(file, NET, stored=lambda layer, name: f"{layer}_{former.get(name, name)}")
    with h5py.File(path("whole.h5"), "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential"})
        file.create_group("optimizer_weights").create_dataset("iterations:0", data=7)
        keras2(file.create_group("model_weights"), NET)
    with h5py.File(path("longNames.h5"), "w") as file:
        keras2(file, NET)
        names = file.attrs["layer_names"]
        del file.attrs["layer_names"]
        file.attrs["layer_names0"], file.attrs["layer_names1"] = names[:2], names[2:]
    with h5py.File(path("otherNames.h5"), "w") as file:
        keras2(file, [("a", CONV[1]), ("b", NORM[1]), ("c", HEAD[1])])
    with h5py.File(path("noNorm.h5"), "w") as file:
        keras2(file, [CONV, HEAD])
    with h5py.File(path("fiveClasses.h5"), "w") as file:
        keras2(file, [CONV, NORM, ("head", [weight("head", "kernel", 8, 5), weight("head", "bias", 5)])])
    with h5py.File(path("further.h5"), "w") as file:
        keras2(file, [*NET, ("softmax", [weight("softmax", "kernel", 3, 3)])])
    with h5py.File(path("noBiasAsked.h5"), "w") as file:
        keras2(file, [CONV, NORM, (HEAD[0], [*HEAD[1], weight("head", "scale", 3)])])
    with h5py.File(path("lies.h5"), "w") as file:
        keras2(file, NET)
        del file["head"]["head/kernel:0"]
    with h5py.File(path("numbered.h5"), "w") as file:
        keras2(
            file,
            [
                ("dense_7", [weight("dense", "kernel", 4, 4), weight("dense", "bias", 4)]),
                ("dense_12", [weight("dense_1", "kernel", 4, 4), weight("dense_1", "bias", 4)]),
            ],
        )
    with h5py.File(path("nothing.h5"), "w") as file:
        file.create_dataset("temperature", data=values("temperature", (4,)))

    # Keras 3 keeps layers by class and number, and weights by their place.
    kept = {"conv": "conv2d", "norm": "batch_normalization", "head": "dense"}
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.create_group("vars")
        file.create_group("layers/input_layer/vars")
        file.create_group("layers/flatten/vars")
        file.create_group("layers/dropout/seed_generator/vars")["0"] = np.zeros(2, "u4")
        file.create_group("optimizer/vars")["0"] = np.float32(3)
        for layer, weights in (CONV, NORM, HEAD):
            group = file.create_group(f"layers/{kept[layer]}/vars")
            for k, (_, shape, source) in enumerate(weights):
                group[str(k)] = values(source, shape)
    with open(path("keras3.weights.h5"), "wb") as file:
        file.write(content.getvalue())
    classes = [("InputLayer", "input"), ("Conv2D", "conv"), ("BatchNormalization", "norm"), ("Flatten", "flat"), ("Dense", "head")]
    layers = [{"class_name": kind, "config": {"name": name}} for kind, name in classes]
    for name, method in (("model.keras", zipfile.ZIP_STORED), ("deflated.keras", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(path(name), "w", method) as archive:
            archive.writestr("metadata.json", json.dumps({"keras_version": "3.6.0"}))
            archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
            archive.writestr("model.weights.h5", content.getvalue())


def resnet50_layers():
    """Layer by layer: the name in today's file, the one in that of before 2019, and the weights."""
    layers = [("input_1", "input_1", [])]

    def conv(name, former, size, inputs, filters):
        layers.append((name, former, [(("kernel"), (size, size, inputs, filters)), ("bias", (filters,))]))

    def norm(name, former, filters):
        layers.append((name, former, [(part, (filters,)) for part in ("gamma", "beta", "moving_mean", "moving_variance")]))

    conv("conv1_conv", "conv1", 7, 3, 64)
    norm("conv1_bn", "bn_conv1", 64)
    inputs = 64
    for stage, (filters, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 2):
        for block in range(1, blocks + 1):
            letter = "abcdef"[block - 1]
            parts = [(1, "2a", 1, inputs, filters), (2, "2b", 3, filters, filters), (3, "2c", 1, filters, 4 * filters)]
            if block == 1:
                parts.append((0, "1", 1, inputs, 4 * filters))
            for number, branch, size, before, after in parts:
                today = f"conv{stage}_block{block}_{number}"
                conv(f"{today}_conv", f"res{stage}{letter}_branch{branch}", size, before, after)
                norm(f"{today}_bn", f"bn{stage}{letter}_branch{branch}", after)
            layers.append((f"conv{stage}_block{block}_out", f"activation_{len(layers)}", []))
            inputs = 4 * filters
    layers.append(("predictions", "fc1000", [("kernel", (2048, 1000)), ("bias", (1000,))]))
    return layers


def resnet50(folder):
    total = 0
    for k, file_name in enumerate(("today.h5", "former.h5")):
        layers = [
            ((today, former)[k], [(name, shape, f"{today}/{name}") for name, shape in weights])
            for today, former, weights in resnet50_layers()
        ]
        with h5py.File(os.path.join(folder, file_name), "w") as file:
            keras2(file, layers)
        total = sum(int(np.prod(shape)) for _, weights in layers for _, shape, _ in weights)
    print(total)


if __name__ == "__main__":
    {"small": small, "resnet50": resnet50}[sys.argv[1]](sys.argv[2])
