import type {KernelMessage} from "@jupyterlab/services";
import {protocolVersion} from "../../src/jupyter/message.ts";

// Constants, because reading them from package.json would delay the first answer; tests hold them
// equal to it.
const kernelVersion = "0.1.0";
const typescriptVersion = "7.0.2";

/** What a client learns about the kernel first. */
export const kernelInfo = {
  status: "ok",
  protocol_version: protocolVersion,
  implementation: "convnotes",
  implementation_version: kernelVersion,
  language_info: {
    name: "typescript",
    version: typescriptVersion,
    mimetype: "text/typescript",
    file_extension: ".ts",
    pygments_lexer: "typescript",
    codemirror_mode: "typescript",
    nbconvert_exporter: "script"
  },
  banner: `convnotes ${kernelVersion}: TypeScript ${typescriptVersion} on Node ${process.version}`,
  help_links: [
    {text: "TypeScript", url: "https://www.typescriptlang.org/docs/"},
    {text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/"},
    {text: "Node.js", url: "https://nodejs.org/docs/latest/api/"}
  ],
  debugger: false,
  supported_features: []
} satisfies KernelMessage.IInfoReply & {debugger: boolean};
