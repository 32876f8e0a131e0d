import {URLExt} from "@jupyterlab/coreutils";
import {ServerConnection} from "@jupyterlab/services";

/** A lecture of the course, as the server lists it. */
export interface Lecture {
  /** `05-pooling`. */
  readonly name: string;
  readonly title: string;
  /** What the reader will learn, a few lines. */
  readonly learn: readonly string[];
  /** The notebook to go on with; null before the reader's first. */
  readonly path: string | null;
  /** The reader's copies, the first made first. */
  readonly copies: readonly string[];
  /** The lecture's own notebook; null when the file browser does not show it. */
  readonly original: string | null;
}

/** The course of a server. */
export class Course {
  readonly #settings: ServerConnection.ISettings;

  constructor(settings: ServerConnection.ISettings) {
    this.#settings = settings;
  }

  async lectures(): Promise<Lecture[]> {
    const {lectures} = (await this.#ask("")) as {lectures: Lecture[]};
    return lectures;
  }

  /** The path to go on with: the reader's last copy, or a fresh one. */
  async open({name}: Lecture): Promise<string> {
    return ((await this.#ask(`${name}/open`, {})) as {path: string}).path;
  }

  /** The path of a copy that is as the lecture came. */
  async copy({name}: Lecture): Promise<string> {
    return ((await this.#ask(`${name}/copy`, {})) as {path: string}).path;
  }

  /**
   * Brings a notebook back to what the lecture came as.
   *
   * @returns where the reader's changes are kept, if there were any
   */
  async reset({name}: Lecture, path: string): Promise<string | null> {
    return ((await this.#ask(`${name}/reset`, {path})) as {kept: string | null}).kept;
  }

  async #ask(resource: string, body?: object): Promise<unknown> {
    const url = URLExt.join(this.#settings.baseUrl, "api/convnotes/course", resource);
    const init = body ? {method: "POST", body: JSON.stringify(body)} : {};
    const response = await ServerConnection.makeRequest(url, init, this.#settings);
    if (!response.ok) throw await ServerConnection.ResponseError.create(response);
    return response.json();
  }
}
