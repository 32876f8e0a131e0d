/** Whether more of a number is better, or less, by its name. */
export const directionOf = (monitor: string): "maximize" | "minimize" =>
  /(loss|error)$/i.test(monitor) ? "minimize" : "maximize";
