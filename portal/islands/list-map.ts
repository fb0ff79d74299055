// The public list's map: a numbered pin for each report that has a place. The list beside it says
// the same and is complete without; a pin leads to its row and a row to its pin.
import * as L from "leaflet";
import { button, element } from "./page";
import { loadStreets, newMap, type Street } from "./streets";

interface Pin {
  marker: L.Marker;
  row: HTMLElement;
  number: string;
}

function pinPicture(number: string, isActive: boolean): L.DivIcon {
  const text = element("span", { class: `map-pin-number${isActive ? " is-active" : ""}` }, number);
  return L.divIcon({ className: "map-pin", html: text, iconSize: [44, 44], iconAnchor: [22, 22] });
}

function popupOf(row: HTMLElement, number: string): HTMLElement {
  const title = row.querySelector("[data-what]")?.textContent?.trim() ?? "";
  const where = row.querySelector("[data-where]")?.textContent?.trim() ?? "";
  return element("div", { class: "map-popup" },
    element("p", {}, element("b", {}, `${number}. ${title}`)), element("p", {}, where),
    element("p", {}, element("a", { href: `#${row.id}` }, "Vai alla riga nell'elenco")));
}

function addPin(map: L.Map, box: HTMLElement, row: HTMLElement, pins: Pin[]): void {
  const lat = Number(row.dataset.lat);
  const lon = Number(row.dataset.lon);
  const number = row.dataset.number ?? "";
  const title = row.querySelector("[data-what]")?.textContent?.trim() ?? "";
  const marker = L.marker([lat, lon], {
    icon: pinPicture(number, false), keyboard: true, title: `${number}. ${title}`,
  }).addTo(map);
  marker.getElement()?.setAttribute("aria-label", `Segnalazione ${number}: ${title}`);
  marker.bindPopup(popupOf(row, number), { closeButton: false });
  marker.on("popupopen popupclose", (event) => {
    const isOpen = event.type === "popupopen";
    row.classList.toggle("is-active", isOpen);
    marker.getElement()?.firstElementChild?.classList.toggle("is-active", isOpen);
  });
  pins.push({ marker, row, number });
  row.querySelector("[data-row-actions]")?.append(
    button("Mostra sulla mappa", "btn btn-link", () => {
      map.setView(marker.getLatLng(), 17);
      marker.openPopup();
      box.scrollIntoView({ block: "nearest" });
      marker.getElement()?.focus({ preventScroll: true });
    }));
}

export async function startListMap(place: HTMLElement): Promise<void> {
  const list = document.getElementById(place.dataset.list ?? "");
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-lat]") ?? [])];
  if (rows.length === 0) {
    place.hidden = true;
    return;
  }
  let streets: Street[] = [];
  try {
    streets = await loadStreets(place.dataset.streetsUrl ?? "");
  } catch {
    place.append(element("p", { class: "hint" }, "La mappa ora non è disponibile: c'è l'elenco."));
    return;
  }
  const box = element("div", { class: "map", tabindex: "0", role: "region" });
  box.setAttribute("aria-label", "Mappa delle segnalazioni: le stesse dell'elenco");
  place.append(box);
  const map = newMap(box, streets, place.dataset.tiles ?? "");
  const pins: Pin[] = [];
  for (const row of rows) addPin(map, box, row, pins);
  const around = L.latLngBounds(pins.map((pin) => pin.marker.getLatLng()));
  map.fitBounds(around.pad(0.2), { maxZoom: 16, animate: false });
}
