import assert from "node:assert/strict";
import { test } from "node:test";
import { type Spot, description, grouped, label, spoken } from "../src/spots";

const spot = (line: number, about: Partial<Spot> = {}): Spot => ({
  kind: "finding", uri: "file:///shop/shop.py", title: "slow", detail: "", rule: "sorted-first", function: "cheapest",
  range: { start: { line, character: 4 }, end: { line, character: 9 } },
  gain: 0.2, share: 0.3, basis: "profiled", figure: "20 %", shown: "saves 20 %", fix: "safe", stale: false, ...about,
});

test("what was measured stands apart from what is predicted, in the server's order", () => {
  const spots = [spot(9), spot(3), spot(5, { basis: "predicted" })];
  const groups = grouped(spots).map(({ title, spots: inside }) => [title, inside.map((it) => it.spot.range.start.line)]);
  assert.deepEqual(groups, [["Measured", [9, 3]], ["Predicted", [5]]]);
  assert.deepEqual(grouped([]), []);
});

test("a spot keeps its id when lines above it come and go", () => {
  const ids = (spots: Spot[]): (string | undefined)[] => grouped(spots)[0]?.spots.map(({ id }) => id) ?? [];
  assert.deepEqual(ids([spot(9), spot(3)]), ids([spot(12), spot(6)]));
  assert.equal(new Set(ids([spot(9), spot(3), spot(3, { rule: "other" })])).size, 3);
});

test("a label begins with what there is to gain, and ends in a short name", () => {
  assert.equal(label(spot(4)), "20 %  sorted-first");
  assert.equal(label(spot(4, { figure: "" })), "sorted-first");
  assert.equal(label(spot(4, { kind: "function", rule: null, title: "Basket.lines" })), "20 %  Basket.lines");
});

test("a description says where, and whether that was changed", () => {
  assert.equal(description(spot(4), "app/shop.py"), "shop.py:5");
  assert.equal(description(spot(4, { stale: true }), "app\\shop.py"), "shop.py:5 · changed since");
  assert.equal(spoken(spot(4), "app/shop.py"), "slow, saves 20 %, shop.py:5");
});
