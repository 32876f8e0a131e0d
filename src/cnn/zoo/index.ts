export {kerasDemo} from "./kerasDemo.ts";
export type {KerasDemo, KerasDemoOptions} from "./kerasDemo.ts";
export {lenet5} from "./lenet5.ts";
export type {Lenet5Options} from "./lenet5.ts";
