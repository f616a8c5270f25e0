// The map's data and the geometry drawn over it: pure, so that it can be tested.

export type Point = [number, number];
export type Shape = { code: string; name: string; d: string; at: Point };
export type Label = { name: string; nameEn: string; kind: 'archipelago' | 'island' | 'sea'; at: Point };
export type MapData = {
  attribution: string;
  license: string;
  width: number;
  height: number;
  provinces: Shape[];
  islets: Point[];
  labels: Label[];
};
export type Flow = { code: string; amount: number };
export type Tie = { code: string; name: string; amount: number; at: Point; d: string; width: number };
export type Placed = { code: string; at: Point; anchor: 'start' | 'end'; text: string };

const WIDEST = 9;
const THINNEST = 1.2;

/** A curve from `from` to `to` that swings out to the west, away from the sea's labels. */
export function arc(from: Point, to: Point): string {
  const [x1, y1] = from;
  const [x2, y2] = to;
  const bend = 0.1;
  const cx = (x1 + x2) / 2 - (y1 - y2) * bend;
  const cy = (y1 + y2) / 2 + (x1 - x2) * bend;
  return `M${x1},${y1}Q${cx.toFixed(1)},${cy.toFixed(1)} ${x2},${y2}`;
}

/** The flows drawn as curves, widest first so that thin ones stay visible on top. */
export function ties(map: MapData, flows: Flow[], origin: string): Tie[] {
  const places = new Map(map.provinces.map((p) => [p.code, p]));
  const start = places.get(origin);
  const most = Math.max(...flows.map((f) => f.amount), 1);
  if (!start) return [];
  return flows
    .filter((f) => f.code !== origin && f.amount > 0)
    .toSorted((a, b) => b.amount - a.amount)
    .flatMap((f) => {
      const place = places.get(f.code);
      if (!place) return [];
      const width = THINNEST + (WIDEST - THINNEST) * Math.sqrt(f.amount / most);
      return [{ ...f, name: place.name, at: place.at, d: arc(start.at, place.at), width }];
    });
}

const CHAR = 6.6; // px of an average letter at the label's size
const LINE = 15;

/** Labels that do not touch one another, the biggest flows first; a label that finds no room is left out. */
export function placeLabels(drawn: Tie[], text: (tie: Tie) => string, taken: Point[], most: number): Placed[] {
  const boxes: [number, number, number, number][] = taken.map(([x, y]) => [x - 62, y - LINE, x + 62, y + 8]);
  const placed: Placed[] = [];
  for (const tie of drawn) {
    if (placed.length >= most) break;
    const words = text(tie);
    const spots = candidates(tie.at, words.length * CHAR);
    const spot = spots.find(({ box: [l, t, r, b] }) =>
      boxes.every((o) => r < o[0] || l > o[2] || b < o[1] || t > o[3]),
    );
    if (!spot) continue;
    boxes.push(spot.box);
    placed.push({ code: tie.code, at: spot.at, anchor: spot.anchor, text: words });
  }
  return placed;
}

type Spot = { at: Point; anchor: 'start' | 'end'; box: [number, number, number, number] };

function candidates([x, y]: Point, w: number): Spot[] {
  const right = (dy: number): Spot => ({
    at: [x + 7, y + dy + 4],
    anchor: 'start',
    box: [x + 4, y + dy - LINE / 2, x + 8 + w, y + dy + LINE / 2],
  });
  const left = (dy: number): Spot => ({
    at: [x - 7, y + dy + 4],
    anchor: 'end',
    box: [x - 8 - w, y + dy - LINE / 2, x - 4, y + dy + LINE / 2],
  });
  return [right(0), right(-9), right(9), left(0), left(-9), left(9), right(16), right(-16), left(16)];
}

/** The step 0–5 of the heat ramp for a value; only nothing gets the palest. */
export function heatStep(value: number, most: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (value <= 0 || most <= 0) return 0;
  return Math.min(5, Math.max(1, Math.ceil((value / most) * 5))) as 1 | 2 | 3 | 4 | 5;
}
