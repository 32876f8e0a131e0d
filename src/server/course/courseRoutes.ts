import type {FastifyInstance} from "fastify";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {findLectures, type Lecture} from "./lectures.ts";
import {ReaderCopies} from "./readerCopies.ts";

interface Named {
  Params: {name: string};
}

/**
 * `/api/convnotes/course`: the lectures, and the reader's copies of them. Paths are those of
 * `/api/contents`.
 *
 *     GET  /api/convnotes/course
 *          {"folder": "copies", "lectures": [{
 *            "name": "05-pooling", "title": "Pooling", "learn": ["what a window keeps"],
 *            "path": "copies/05-pooling.ipynb",       to go on with; null before the first is made
 *            "copies": ["copies/05-pooling.ipynb"],   the reader's, the first made first
 *            "original": "05-pooling.ipynb"           the lecture itself; null when it is not shown
 *          }]}
 *     POST /api/convnotes/course/05-pooling/copy     a fresh copy:    201 {"path": "…"}
 *     POST /api/convnotes/course/05-pooling/open     to go on with:   200 {"path": "…"}, the copy made
 *          last, else a fresh one
 *     POST /api/convnotes/course/05-pooling/reset    {"path": "…"}, a path of the above, as it came:
 *          200 {"path": "…", "kept": "…"}, where `kept` has what the reader had changed, or is null
 *
 * Nothing of the reader's is ever overwritten: a copy takes a name that is free. The lecture itself stays
 * as it came unless its file is opened by hand, so that a clone of convnotes stays clean.
 */
export function courseRoutes(app: FastifyInstance, context: ServerContext): void {
  const {rootDir, lecturesDir, log} = context;
  if (lecturesDir === undefined) {
    app.get("/api/convnotes/course", () => ({folder: "", lectures: []}));
    return;
  }

  const lectures = (): Promise<Lecture[]> =>
    findLectures(lecturesDir, (file, error) => log.warn(`${file} is no lecture: ${String(error)}`));
  const copies = (): Promise<ReaderCopies> => ReaderCopies.open(rootDir, lecturesDir);

  async function lectureNamed(name: string): Promise<Lecture> {
    const lecture = (await lectures()).find((lecture) => lecture.name === name);
    if (lecture) return lecture;
    throw new HttpError(404, `No lecture is called ${name}`);
  }

  app.get("/api/convnotes/course", async () => {
    const own = await copies();
    const listed = (await lectures()).map(async (lecture) => {
      const {name, title, learn} = lecture;
      const made = await own.of(lecture);
      const original = own.placeOf(lecture);
      return {name, title, learn, path: made.at(-1) ?? null, copies: made, original};
    });
    return {folder: own.folder, lectures: await Promise.all(listed)};
  });

  app.post<Named>("/api/convnotes/course/:name/copy", async ({params}, reply) => {
    const lecture = await lectureNamed(params.name);
    const path = await (await copies()).make(lecture, lecture.original);
    return reply.code(201).send({path});
  });

  app.post<Named>("/api/convnotes/course/:name/open", async ({params}) => {
    const lecture = await lectureNamed(params.name);
    const own = await copies();
    return {path: (await own.of(lecture)).at(-1) ?? (await own.make(lecture, lecture.original))};
  });

  app.post<Named & {Body: {path?: unknown} | null}>(
    "/api/convnotes/course/:name/reset",
    async ({params, body}) => {
      const lecture = await lectureNamed(params.name);
      const own = await copies();
      const known = [own.placeOf(lecture), ...(await own.of(lecture))];
      const path = known.find((path) => path !== null && path === body?.path);
      if (typeof path !== "string") {
        throw new HttpError(
          400,
          `reset: expected the path of ${params.name} or of a copy, but got ${JSON.stringify(body?.path)}`
        );
      }
      return {path, kept: await own.reset(lecture, path)};
    }
  );
}
