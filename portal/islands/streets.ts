// The town's own streets: read once from GeoJSON, drawn as a map that needs no tiles, and asked
// which street is nearest to a point. Pure but for the drawing.
import * as L from "leaflet";

export interface Street {
  name: string;
  lines: [number, number][][]; // latitude, longitude
}

export interface Nearest {
  street: Street;
  metres: number;
}

interface Feature {
  properties: { nome?: string } | null;
  geometry: { type: string; coordinates: unknown } | null;
}

const metresPerDegree = 111_320;
const labelsFromZoom = 16;
const labelsMax = 60;

function toLines(feature: Feature): [number, number][][] {
  const geometry = feature.geometry;
  if (!geometry) return [];
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  if (!/LineString$/.test(geometry.type)) return [];
  return (lines as [number, number][][]).map((line) => line.map(([lon, lat]) => [lat, lon]));
}

export async function loadStreets(url: string): Promise<Street[]> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`streets: ${answer.status}`);
  const collection = (await answer.json()) as { features: Feature[] };
  return collection.features
    .map((feature) => ({ name: feature.properties?.nome ?? "", lines: toLines(feature) }))
    .filter((street) => street.lines.length > 0);
}

// Metres between a point and a piece of street, on a plane: a town is flat enough.
function metresTo(at: L.LatLng, a: [number, number], b: [number, number]): number {
  const east = metresPerDegree * Math.cos((at.lat * Math.PI) / 180);
  const [ax, ay] = [(a[1] - at.lng) * east, (a[0] - at.lat) * metresPerDegree];
  const [bx, by] = [(b[1] - at.lng) * east, (b[0] - at.lat) * metresPerDegree];
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length ? Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / length)) : 0;
  return Math.hypot(ax + along * (bx - ax), ay + along * (by - ay));
}

export function nearestStreet(streets: Street[], at: L.LatLng): Nearest | null {
  let best: Nearest | null = null;
  for (const street of streets) {
    for (const line of street.lines) {
      for (let i = 1; i < line.length; i += 1) {
        const metres = metresTo(at, line[i - 1]!, line[i]!);
        if (!best || metres < best.metres) best = { street, metres };
      }
    }
  }
  return best;
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

export function findStreet(streets: Street[], name: string): Street | undefined {
  const wanted = fold(name);
  return wanted ? streets.find((street) => fold(street.name) === wanted) : undefined;
}

export function boundsOf(streets: Street[]): L.LatLngBounds {
  return L.latLngBounds(streets.flatMap((street) => street.lines.flat()));
}

function widthAt(zoom: number): number {
  return Math.max(1.5, Math.min(14, 1.5 * 1.55 ** (zoom - 13)));
}

// Where a name stands: the middle of the street's longest piece, turned along it.
function labelOf(map: L.Map, street: Street): L.Marker | null {
  let best: { middle: L.Point; angle: number; length: number } | null = null;
  for (const line of street.lines) {
    for (let i = 1; i < line.length; i += 1) {
      const a = map.latLngToLayerPoint(line[i - 1]!);
      const b = map.latLngToLayerPoint(line[i]!);
      const length = a.distanceTo(b);
      if (best && length <= best.length) continue;
      let angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
      if (angle > 90 || angle < -90) angle += 180;
      best = { middle: a.add(b).divideBy(2), angle, length };
    }
  }
  if (!best || best.length < street.name.length * 5) return null;
  const text = document.createElement("span");
  text.textContent = street.name;
  text.style.transform = `translate(-50%, -50%) rotate(${best.angle}deg)`;
  const picture = L.divIcon({ className: "map-street-name", html: text, iconSize: [0, 0] });
  const at = map.layerPointToLatLng(best.middle);
  return L.marker(at, { icon: picture, interactive: false, keyboard: false });
}

// Streets as a pale town: an edge, a road, names when one is near enough.
export function drawStreets(map: L.Map, streets: Street[], overTiles: boolean): void {
  const labels = L.layerGroup().addTo(map);
  const renderer = L.canvas({ padding: 0.3 });
  const lines = streets.flatMap((street) => street.lines);
  const shared = { renderer, interactive: false, lineCap: "round", lineJoin: "round" } as const;
  const edges = L.polyline(lines, { ...shared, color: "#b9c2bb" });
  const roads = L.polyline(lines, { ...shared, color: "#ffffff" });
  if (!overTiles) {
    edges.addTo(map);
    roads.addTo(map);
  }
  const redraw = () => {
    const width = widthAt(map.getZoom());
    edges.setStyle({ weight: width + 2 });
    roads.setStyle({ weight: width });
    labels.clearLayers();
    if (overTiles || map.getZoom() < labelsFromZoom) return;
    const view = map.getBounds();
    let shown = 0;
    for (const street of streets) {
      if (shown === labelsMax) break;
      if (!street.lines.some((line) => line.some((place) => view.contains(place)))) continue;
      const label = labelOf(map, street);
      if (!label) continue;
      label.addTo(labels);
      shown += 1;
    }
  };
  map.on("zoomend moveend", redraw);
  redraw();
}

export function newMap(place: HTMLElement, streets: Street[], tiles: string): L.Map {
  const map = L.map(place, {
    zoomControl: false,
    attributionControl: false,
    minZoom: 11,
    zoomSnap: 0.5,
    maxZoom: 19,
    scrollWheelZoom: false,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  L.control.zoom({ zoomInTitle: "Ingrandisci", zoomOutTitle: "Riduci" }).addTo(map);
  // Without this a wheel over the map would stop the page; inside, the map has been asked for.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  if (tiles) {
    L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
    if (/openstreetmap/.test(tiles)) {
      const source = L.control.attribution({ prefix: false }).addTo(map);
      source.addAttribution("© OpenStreetMap");
    }
  }
  const bounds = boundsOf(streets);
  if (bounds.isValid()) map.fitBounds(bounds.pad(-0.1), { animate: false });
  drawStreets(map, streets, tiles !== "");
  return map;
}
