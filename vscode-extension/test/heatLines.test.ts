import assert from "node:assert/strict";
import { test } from "node:test";
import { type HeatOfFile, afterEdit, levelOf } from "../src/heatLines";

const hot = (line: number): HeatOfFile["lines"][number] => ({ line, share: 0.5, shown: "50 %" });

/** A function on lines 2 to 9 with one inside, on 4 to 6, another on 12 to 14, and a line of the module. */
const HEAT: HeatOfFile = {
  version: 1,
  lines: [3, 5, 8, 13, 16].map(hot),
  functions: [{ first: 2, last: 9 }, { first: 4, last: 6 }, { first: 12, last: 14 }],
};

const linesAfter = (first: number, last: number, breaks: number): number[] =>
  afterEdit(HEAT, { first, last, breaks }).lines.map(({ line }) => line);

test("lines move with what is written above them, and keep their heat", () => {
  assert.deepEqual(linesAfter(0, 0, 2), [5, 7, 10, 15, 18]);
  assert.deepEqual(linesAfter(0, 1, 0), [2, 4, 7, 12, 15]);
});

test("an edited function has no heat any longer, nor have those around it", () => {
  assert.deepEqual(linesAfter(13, 13, 0), [3, 5, 8, 16]);
  assert.deepEqual(linesAfter(5, 5, 1), [14, 17]);
});

test("a function inside an edited one keeps its heat", () => {
  assert.deepEqual(linesAfter(8, 8, 0), [5, 13, 16]);
});

test("a line of the module loses its heat only when it is edited itself", () => {
  assert.deepEqual(linesAfter(16, 16, 0), [3, 5, 8, 13]);
  assert.deepEqual(linesAfter(17, 17, 3), [3, 5, 8, 13, 16]);
});

test("edits follow one another", () => {
  const once = afterEdit(HEAT, { first: 0, last: 0, breaks: 1 });
  assert.deepEqual(afterEdit(once, { first: 14, last: 14, breaks: 0 }).lines.map(({ line }) => line), [4, 6, 9, 17]);
});

test("levels begin where they say", () => {
  assert.deepEqual([0.009, 0.01, 0.05, 0.2, 0.35, 0.6, 1].map(levelOf), [0, 1, 2, 3, 4, 5, 5]);
});
