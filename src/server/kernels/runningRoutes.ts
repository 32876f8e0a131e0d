import type {FastifyInstance} from "fastify";
import {channelsRoutes} from "../channels/channelsRoutes.ts";
import {createContents} from "../contents/contents.ts";
import {acceptJson} from "../contents/jsonBody.ts";
import {resolvePathRoutes} from "../contents/resolvePathRoutes.ts";
import type {ServerContext} from "../context.ts";
import {executionsRoutes} from "../executions/executionsRoutes.ts";
import {Unattended} from "../executions/unattended.ts";
import {Sessions} from "../sessions/sessions.ts";
import {sessionsRoutes} from "../sessions/sessionsRoutes.ts";
import {cullIdleKernels} from "./culling.ts";
import {Kernels} from "./kernels.ts";
import {kernelsRoutes} from "./kernelsRoutes.ts";

/** Everything that runs: kernels, sessions, their channels and executions. Closing the app ends all kernels. */
export function runningRoutes(app: FastifyInstance, context: ServerContext): void {
  const kernels = new Kernels(context);
  const sessions = new Sessions(kernels, context);
  acceptJson(app);
  kernelsRoutes(app, context, kernels);
  sessionsRoutes(app, context, sessions);
  const clients = channelsRoutes(app, context, kernels);
  executionsRoutes(app, context, kernels, sessions);
  resolvePathRoutes(app, context, (id) => kernels.list().find((kernel) => kernel.id === id)?.cwd);
  const contents = createContents(context);
  const unattended = new Unattended({kernels, sessions, clients, contents}, context);
  const stopCulling = cullIdleKernels(kernels, context);
  app.addHook("preClose", async () => {
    stopCulling();
    // Pages that are still open can save nothing more.
    await unattended.writeAll();
    await kernels.close();
  });
}
