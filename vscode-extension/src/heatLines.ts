// What lines took in the last recorded run, as the server tells it, and what of that outlives an edit. Knows nothing of
// VS Code.

export interface HotLine {
  /** Counts from 0. */
  readonly line: number;
  /** Part of the run, 0 to 1, with the project's functions that are called from there. */
  readonly share: number;
  /** `share` as people read it: "12 %". */
  readonly shown: string;
}

export interface HotFunction {
  /** From its first decorator to its last line. */
  readonly first: number;
  readonly last: number;
}

/** The answer to `slowspot.heat`, as far as it is used here. */
export interface HeatOfFile {
  /** Of the document that the lines are of. */
  readonly version: number;
  readonly lines: readonly HotLine[];
  readonly functions: readonly HotFunction[];
}

/** Lines `first` to `last` were replaced by a text with `breaks` line breaks. */
export interface Edit {
  readonly first: number;
  readonly last: number;
  readonly breaks: number;
}

/** Shares from which on a line is of level 1, 2 and so on. A line with less has no colour. */
export const LEVELS = [0.01, 0.05, 0.15, 0.35, 0.6] as const;

/** How hot a share is: 0 for no colour, then 1 to 5. */
export function levelOf(share: number): number {
  return LEVELS.filter((from) => share >= from).length;
}

/**
 * What is left after an edit: the lines of a function that was edited have no figures any longer, and those below move.
 *
 * A guess for the moment between a keystroke and the server's answer, which is the same but for edits that change
 * nothing, such as blanks at the end of a line.
 */
export function afterEdit(heat: HeatOfFile, edit: Edit): HeatOfFile {
  const by = edit.breaks - (edit.last - edit.first);
  const touches = (first: number, last: number): boolean => edit.first <= last && first <= edit.last;
  const moved = (line: number): number => (line > edit.last ? line + by : line);
  const lines = heat.lines.filter(({ line }) => {
    const around = innermost(heat.functions, line);
    return around === undefined ? !touches(line, line) : !touches(around.first, around.last);
  });
  return {
    ...heat,
    lines: lines.map((hot) => ({ ...hot, line: moved(hot.line) })),
    functions: heat.functions.map((it) => ({ ...it, first: moved(it.first), last: Math.max(it.last + (it.last >= edit.first ? by : 0), it.first) })),
  };
}

function innermost(functions: readonly HotFunction[], line: number): HotFunction | undefined {
  let found: HotFunction | undefined;
  for (const candidate of functions) {
    const inside = candidate.first <= line && line <= candidate.last;
    if (inside && (found === undefined || candidate.first >= found.first)) found = candidate;
  }
  return found;
}
