// Builds public/vn34.json: the 34 provinces as ready SVG paths, with borders simplified once for both neighbours.
//
// The shapes are CC BY-SA 4.0 (Open Development Mekong / Vietnam); the result stays under that licence and carries
// its attribution. Projection and simplification happen here, so the browser needs no geography code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { geoArea, geoMercator, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, simplify } from 'topojson-simplify';

const WIDTH = 640;
const HEIGHT = 720;
const SMALLEST_TRIANGLE = 0.00035; // square degrees; about a pixel at this size

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const source = wound(read('../../data/maps/provinces_34.geojson'));
const labels = read('../../data/maps/sea_labels.geojson');

const mainland = source.features.filter((f) => f.properties.kind === 'province');
const topo = simplify(presimplify(topology({ provinces: { ...source, features: mainland } }, 1e5)), SMALLEST_TRIANGLE);
const provinces = feature(topo, topo.objects.provinces);
const islands = labels.features.filter((f) => f.properties.kind === 'archipelago');
const archipelagos = source.features.filter((f) => f.properties.kind === 'archipelago');
const frame = { type: 'FeatureCollection', features: [...provinces.features, ...islands, ...archipelagos] };
const projection = geoMercator().fitExtent(
  [
    [8, 8],
    [WIDTH - 8, HEIGHT - 8],
  ],
  frame,
);
const path = geoPath(projection).digits(1);

const round = (xy) => xy.map((v) => Math.round(v * 10) / 10);
const short = (name) => name.replace(/^(Thành phố|Tỉnh|Quần đảo) /, '');
const shape = (f) => ({
  code: f.properties.code,
  name: short(f.properties.name),
  d: path(f),
  at: round(path.centroid(largest(f))),
});
const label = (f) => ({
  name: f.properties.name,
  nameEn: f.properties.name_en,
  kind: f.properties.kind,
  at: round(projection(f.geometry.coordinates)),
});

/** On a sphere a ring wound the other way encloses the rest of the world: turn such rings round. */
function wound(collection) {
  const turn = (rings) => {
    const inside = geoArea({ type: 'Polygon', coordinates: rings }) < 2 * Math.PI;
    return inside ? rings : rings.map((ring) => ring.toReversed());
  };
  const features = collection.features.map((f) => {
    const { type, coordinates } = f.geometry;
    return { ...f, geometry: { type, coordinates: type === 'Polygon' ? turn(coordinates) : coordinates.map(turn) } };
  });
  return { ...collection, features };
}

/** Islets are less than a pixel at this scale: each becomes a dot, and dots that would touch become one. */
function dots(f) {
  const points = f.geometry.coordinates.map((coordinates) => path.centroid({ type: 'Polygon', coordinates }));
  const far = (a) => (b) => Math.hypot(a[0] - b[0], a[1] - b[1]) > 3;
  return points.reduce((kept, p) => (kept.every(far(p)) ? [...kept, round(p)] : kept), []);
}

/** The biggest polygon of a province: the label belongs on the mainland, not between two islands. */
function largest(f) {
  if (f.geometry.type !== 'MultiPolygon') return f;
  const parts = f.geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
  return parts.reduce((a, b) => (path.area(b) > path.area(a) ? b : a));
}

const out = {
  attribution: source.attribution,
  license: 'CC BY-SA 4.0',
  width: WIDTH,
  height: HEIGHT,
  provinces: provinces.features.map(shape),
  islets: archipelagos.flatMap(dots),
  labels: labels.features.map(label),
};
mkdirSync(new URL('../public/', import.meta.url), { recursive: true });
writeFileSync(new URL('../public/vn34.json', import.meta.url), JSON.stringify(out));
console.log(`vn34.json: ${out.provinces.length} provinces, ${JSON.stringify(out).length} bytes`);
