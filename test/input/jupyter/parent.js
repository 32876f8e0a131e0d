// Starts a kernel, prints its process id, and waits to be killed.
import {startKernel} from "../../../dist/src/jupyter/kernelProcess.js";

const [kernel, runtimeDir] = process.argv.slice(2);
const {pid} = await startKernel(JSON.parse(kernel), {runtimeDir});
console.log(pid);
setInterval(() => {}, 1000);
