// TensorFlow.js's own tests, bundled by tfjsSuite.long.ts and run as
// `node suite.cjs <engine> <threads> <path of useEngine.js>`; prints what became of them as JSON.
import "./boot.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import "@tensorflow/tfjs-core/dist/tests.js";

const [, , name, threads, path] = process.argv;
const {log} = console;
console.log = () => {}; // some tests print profiles

import(path)
  .then(({useEngine}) => useEngine(name, {threads: Number(threads), log: () => {}}))
  .then(async ({engine}) => {
    const environment = jasmine.getEnv();
    environment.configure({random: false});
    const passed = [];
    const failed = [];
    environment.addReporter({
      specDone({status, fullName, failedExpectations}) {
        if (status === "passed") passed.push(fullName);
        if (status === "failed") failed.push(`${fullName}: ${failedExpectations[0].message}`);
      }
    });
    await environment.execute();
    log(JSON.stringify({engine, passed: passed.length, failed}));
    process.exit();
  });
