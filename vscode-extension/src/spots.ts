// The list of hot spots as the server tells it, put into groups and words. Knows nothing of VS Code.

export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A finding, or a function that took much of the recorded run. */
export interface Spot {
  readonly kind: "finding" | "function";
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
  /** The finding's message, or the function's name. */
  readonly title: string;
  readonly detail: string;
  readonly rule: string | null;
  readonly function: string;
  /** The part of the run, 0 to 1, that its fix is expected to save; null of a function, and where nobody knows. */
  readonly gain: number | null;
  /** The part of the run, 0 to 1, that is spent there. */
  readonly share: number | null;
  readonly basis: "profiled" | "predicted";
  /** What there is to gain in short: "12 %", "210 ms"; "" where nothing is known. */
  readonly figure: string;
  /** The same in a few words. */
  readonly shown: string;
  readonly fix: "safe" | "review" | null;
  /** The function was changed after the recording. */
  readonly stale: boolean;
}

/** The answer to `slowspot.hotspots`. */
export interface Spots {
  readonly spots: readonly Spot[];
  /** How many more there are. */
  readonly left: number;
}

export interface Group {
  readonly basis: Spot["basis"];
  readonly title: string;
  readonly explanation: string;
  readonly spots: readonly { readonly spot: Spot; readonly id: string }[];
}

/** What was measured apart from what is predicted: their figures cannot be compared. Groups without spots are not there. */
export function grouped(spots: readonly Spot[]): Group[] {
  const named = identified(spots);
  const of = (basis: Spot["basis"]): Group["spots"] => named.filter(({ spot }) => spot.basis === basis);
  const groups: Group[] = [
    { basis: "profiled", title: "Measured", explanation: "Shares of the last recorded run", spots: of("profiled") },
    { basis: "predicted", title: "Predicted", explanation: "What the models expect from the code alone", spots: of("predicted") },
  ];
  return groups.filter((group) => group.spots.length > 0);
}

/** Give each spot a name that stays as lines above it come and go, so that a tree keeps what is selected in it. */
function identified(spots: readonly Spot[]): Group["spots"] {
  const counts = new Map<string, number>();
  const inOrder = [...spots].sort((one, other) => one.range.start.line - other.range.start.line);
  const ids = new Map<Spot, string>();
  for (const spot of inOrder) {
    const key = JSON.stringify([spot.uri, spot.rule, spot.function]);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    ids.set(spot, `${key}${count}`);
  }
  return spots.map((spot) => ({ spot, id: ids.get(spot) ?? "" }));
}

/** What the figures are in front of: a rule or a function. Messages are too long for a narrow view. */
export function label(spot: Spot): string {
  const name = spot.kind === "function" ? spot.title : spot.rule ?? spot.title;
  return spot.figure === "" ? name : `${spot.figure}  ${name}`;
}

/** What stands behind a spot's label, in grey: where it is. */
export function description(spot: Spot, path: string): string {
  const place = `${path.split(/[\\/]/).at(-1) ?? path}:${spot.range.start.line + 1}`;
  return spot.stale ? `${place} · changed since` : place;
}

/** All of it in one sentence, for those who hear it. */
export function spoken(spot: Spot, path: string): string {
  return [spot.title, spot.shown, description(spot, path)].filter((part) => part !== "").join(", ");
}
