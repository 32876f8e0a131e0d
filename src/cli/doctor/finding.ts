/** A line of the doctor's, and what to do about it. */
export interface Finding {
  /** `missing` is needed; `optional` is not there either, but only some need it. */
  state: "ok" | "missing" | "optional";
  what: string;
  advice?: string;
}

export type Check = () => Finding[] | Promise<Finding[]>;
