"""Writes the tables of layers beside this file, as Keras itself builds its models:

    pip install keras torch && KERAS_BACKEND=torch python keras_tables.py

A line a layer after the input, in Keras's order: its name, what comes out of it, its parameters.
"""

from pathlib import Path

from keras import applications, utils

MODELS = {
    "vgg16": applications.VGG16,
    "vgg19": applications.VGG19,
    "resnet50": applications.ResNet50,
    "resnet101": applications.ResNet101,
    "resnet152": applications.ResNet152,
    "inceptionV3": applications.InceptionV3,
    "mobilenetV1": applications.MobileNet,
    "mobilenetV1-alpha-0.25": lambda **options: applications.MobileNet(alpha=0.25, **options),
    "mobilenetV1-depthMultiplier-2": lambda **options: applications.MobileNet(depth_multiplier=2, **options),
    "mobilenetV2": applications.MobileNetV2,
    "mobilenetV2-alpha-0.35": lambda **options: applications.MobileNetV2(alpha=0.35, **options),
    "mobilenetV2-alpha-1.4": lambda **options: applications.MobileNetV2(alpha=1.4, **options),
}


def size(layer):
    shape = layer.output.shape[1:]
    return "×".join(map(str, shape))


for name, model in MODELS.items():
    utils.clear_session()  # or the layers without names of their own would be numbered on
    layers = model(weights=None).layers[1:]
    rows = [f"{layer.name} {size(layer)} {layer.count_params()}\n" for layer in layers]
    Path(__file__).with_name(f"{name}.txt").write_text("".join(rows), encoding="utf-8")
