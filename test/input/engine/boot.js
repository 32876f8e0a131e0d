// Jasmine's globals, and the backend that the tests are for; before any test is defined.
import jasmineCore from "jasmine-core";
import {setTestEnvs} from "@tensorflow/tfjs-core/dist/jasmine_util.js";

jasmineCore.boot(true);
const [, , name] = process.argv;
setTestEnvs([{name, backendName: name, isDataSync: true}]);
