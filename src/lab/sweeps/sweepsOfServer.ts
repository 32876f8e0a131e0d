import {URLExt} from "@jupyterlab/coreutils";
import {ServerConnection} from "@jupyterlab/services";

export type SweepStatus = "running" | "stopping" | "stopped" | "complete";
export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** A sweep, as the server lists it. */
export interface SweepLine {
  /** As in the file browser. */
  readonly path: string;
  readonly name: string;
  readonly status: SweepStatus;
  readonly finished: number;
  readonly planned: number;
  readonly secondsLeft: number | null;
  readonly best: {readonly number: number; readonly value: number} | null;
  /** When it was begun, or last gone on with, in ISO 8601. */
  readonly begun: string | null;
  readonly canResume: boolean;
}

/** A plotly figure, and what it shows in words. */
export interface PlainFigure {
  readonly data: readonly object[];
  readonly layout: object;
  readonly alt: string;
}

export interface TrialRow {
  readonly number: number;
  readonly state: TrialState;
  readonly value: number | null;
  readonly steps: number;
  readonly seconds: number | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/** A sweep with all that is shown of it; figures and trials are left out where they are known already. */
export interface SweepView extends SweepLine {
  readonly direction: "maximize" | "minimize";
  readonly jobs: number;
  readonly lost: number;
  /** Why it stopped, where it was not asked to. */
  readonly reason: string | null;
  readonly revision: string;
  readonly figures?: Readonly<Record<string, PlainFigure>>;
  readonly trials?: readonly TrialRow[];
}

/** A trial with its curves and filters. */
export interface TrialView extends TrialRow {
  readonly error: string | null;
  readonly curves: PlainFigure | null;
  readonly filters: PlainFigure | null;
}

/** The sweeps below the folder that the server shows. */
export class SweepsOfServer {
  readonly #settings: ServerConnection.ISettings;

  constructor(settings: ServerConnection.ISettings) {
    this.#settings = settings;
  }

  async list(): Promise<SweepLine[]> {
    return ((await this.#ask("")) as {sweeps: SweepLine[]}).sweeps;
  }

  /** @param since - the revision whose figures and trials are known */
  async view(path: string, since: string = ""): Promise<SweepView> {
    return (await this.#ask(`view?${String(new URLSearchParams({path, since}))}`)) as SweepView;
  }

  async trial(path: string, number: number): Promise<TrialView> {
    const query = new URLSearchParams({path, number: String(number)});
    return (await this.#ask(`trial?${String(query)}`)) as TrialView;
  }

  /** Settles when the sweep has been told; it may be in the middle of a step. */
  async stop(path: string): Promise<void> {
    await this.#ask("stop", {path});
  }

  /** Settles when it runs. */
  async resume(path: string): Promise<void> {
    await this.#ask("resume", {path});
  }

  async #ask(resource: string, body?: object): Promise<unknown> {
    const url = URLExt.join(this.#settings.baseUrl, "api/convnotes/sweeps", resource);
    const init = body ? {method: "POST", body: JSON.stringify(body)} : {};
    const response = await ServerConnection.makeRequest(url, init, this.#settings);
    if (!response.ok) throw await ServerConnection.ResponseError.create(response);
    return response.json();
  }
}
