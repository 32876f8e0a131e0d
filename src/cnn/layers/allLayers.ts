import type {LayersModel} from "@tensorflow/tfjs";

type Layer = LayersModel["layers"][number];

/** Layers that hold others: models, wrappers such as `timeDistributed`, recurrent layers of cells. */
interface Container {
  readonly layers?: readonly Layer[];
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
  readonly cell?: Layer;
  readonly cells?: readonly Layer[];
}

/** Every layer that does the work itself, in the model's order, also those inside other layers. */
export function allLayers(model: LayersModel): Layer[] {
  const visit = (layer: Layer): Layer[] => {
    const {layers, layer: wrapped, forwardLayer, backwardLayer, cell, cells} = layer as Container;
    const inner = [layers, cells, wrapped, forwardLayer, backwardLayer, cell].flat();
    const found = inner.filter((one) => one !== undefined);
    return found.length > 0 ? found.flatMap(visit) : [layer];
  };
  return [...new Set(visit(model))];
}
