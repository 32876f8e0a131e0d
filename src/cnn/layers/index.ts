export {seedModel} from "./seedModel.ts";
