import type {LayersModel} from "@tensorflow/tfjs";

/** How a gradient becomes a change of the weights; a constant left out has the value named. */
export type OptimizerConfig =
  | {name: "sgd"; /** 0 */ momentum?: number; /** false */ nesterov?: boolean}
  | {
      name: "adam";
      /** 0.9 */ beta1?: number;
      /** 0.999 */ beta2?: number;
      /** 1e-7 */ epsilon?: number;
    }
  | {name: "rmsprop"; /** 0.9 */ rho?: number; /** 1e-7 */ epsilon?: number}
  | {name: "adagrad"; /** 0.1 */ initialSquare?: number; /** 1e-7 */ epsilon?: number};

export type OptimizerName = OptimizerConfig["name"];

/** An optimiser's rule with every constant filled in. */
export type OptimizerRule = Required<OptimizerConfig>;

const defaults: {[Name in OptimizerName]: Required<OptimizerConfig & {name: Name}>} = {
  sgd: {name: "sgd", momentum: 0, nesterov: false},
  adam: {name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7},
  rmsprop: {name: "rmsprop", rho: 0.9, epsilon: 1e-7},
  adagrad: {name: "adagrad", initialSquare: 0.1, epsilon: 1e-7}
};

/** What Keras takes when no learning rate is named. */
const defaultLearningRate: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.01,
  adam: 0.001,
  rmsprop: 0.001,
  adagrad: 0.001
};

/**
 * Settles rule and learning rate: what is asked for, else what the model was compiled with, else adam.
 *
 * @throws RangeError if there is no rule of that name, or the learning rate is no positive number
 */
export function settleOptimizer(
  model: LayersModel,
  wanted: OptimizerName | OptimizerConfig | undefined,
  learningRate: number | undefined
): {rule: OptimizerRule; learningRate: number} {
  const compiled = wanted === undefined ? compiledWith(model) : undefined;
  const given = compiled?.config ?? (typeof wanted === "string" ? {name: wanted} : wanted);
  const {name} = given ?? {name: "adam"};
  if (!Object.hasOwn(defaults, name)) {
    throw new RangeError(
      `fit: optimizer is one of ${Object.keys(defaults).join(", ")}, but got ${name}`
    );
  }
  const rate = learningRate ?? compiled?.learningRate ?? defaultLearningRate[name];
  if (!(rate > 0 && rate < Infinity)) {
    throw new RangeError(`fit: learningRate is a number more than 0, but got ${rate}`);
  }
  return {rule: {...defaults[name], ...given} as OptimizerRule, learningRate: rate};
}

/** The rule that `model.compile` was given, in our words; undefined for a model that never was. */
function compiledWith(
  model: LayersModel
): {config: OptimizerConfig; learningRate: number} | undefined {
  const {optimizer} = model as Partial<LayersModel>;
  if (!optimizer) return undefined;
  const constants = optimizer.getConfig() as Record<string, number> & {useNesterov?: boolean};
  const {learningRate, momentum, beta1, beta2, epsilon, decay, initialAccumulatorValue} = constants;
  switch (optimizer.getClassName()) {
    case "SGD":
      return {config: {name: "sgd"}, learningRate};
    case "Momentum":
      return {
        config: {name: "sgd", momentum, nesterov: Boolean(constants.useNesterov)},
        learningRate
      };
    case "Adam":
      return {config: {name: "adam", beta1, beta2, epsilon}, learningRate};
    case "RMSProp":
      if (momentum !== 0 || constants.centered) break;
      return {config: {name: "rmsprop", rho: decay, epsilon}, learningRate};
    case "Adagrad":
      return {config: {name: "adagrad", initialSquare: initialAccumulatorValue}, learningRate};
  }
  throw new RangeError(
    `fit: the model is compiled with plain sgd, momentum, adam, rmsprop or adagrad, ` +
      `but got ${optimizer.getClassName()} (${JSON.stringify(constants)})`
  );
}
