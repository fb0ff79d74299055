// The point of a location field: by click, by keyboard (Enter sets it where the cross is), by the
// phone's position. The nearest street is proposed; an address typed by hand is enough without.
import * as L from "leaflet";
import { button, element, icon } from "./page";
import { findStreet, loadStreets, nearestStreet, newMap, type Street } from "./streets";

const digits = 6; // about ten centimetres
const nearMetresMax = 150;

export class PointMap {
  private marker: L.Marker | null = null;
  private proposed = ""; // the street that the map wrote into the field
  private readonly says = element("p", { class: "map-says", role: "status" });
  private readonly removeButton: HTMLButtonElement;

  constructor(
    place: HTMLElement,
    private readonly field: string,
    private readonly map: L.Map,
    private readonly streets: Street[],
  ) {
    this.removeButton = button("Togli il punto", "btn btn-link", () => this.clear());
    this.removeButton.hidden = true;
    const tools = element("div", { class: "map-tools" });
    if ("geolocation" in navigator) {
      tools.append(button("Usa la mia posizione", "btn btn-outline-primary", () => this.locate()));
    }
    const centre = button("Metti il punto al centro", "btn btn-outline-primary",
      () => this.set(this.map.getCenter()));
    tools.append(centre, this.removeButton);
    place.append(this.says, tools);
    map.on("click", (event) => this.set(event.latlng));
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
    place.closest("form")?.addEventListener("change", (event) => this.typed(event));
    this.restore();
  }

  // Looked up each time: an answer of the program may have redrawn the fields around the map.
  private input(part: string): HTMLInputElement | null {
    return document.querySelector<HTMLInputElement>(`input[name="${this.field}.${part}"]`);
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.map.getContainer()) return;
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.set(this.map.getCenter());
  }

  private restore(): void {
    const lat = Number(this.input("lat")?.value || NaN);
    const lng = Number(this.input("lon")?.value || NaN);
    if (Number.isFinite(lat) && Number.isFinite(lng)) {
      const at = L.latLng(lat, lng);
      this.mark(at);
      this.map.setView(at, 17, { animate: false });
      this.tell(at);
      return;
    }
    const street = findStreet(this.streets, this.input("street")?.value ?? "");
    if (street) this.show(street);
  }

  private show(street: Street): void {
    this.map.fitBounds(L.latLngBounds(street.lines.flat()).pad(0.2), { maxZoom: 17 });
  }

  private mark(at: L.LatLng): void {
    if (this.marker) {
      this.marker.setLatLng(at);
    } else {
      const picture = element("span", {}, icon("map-marker"));
      const shape = L.divIcon({ className: "map-pin", html: picture, iconSize: [36, 36], iconAnchor: [18, 34] });
      this.marker = L.marker(at, {
        icon: shape, draggable: true, autoPan: true, keyboard: false, title: "Punto scelto",
      }).addTo(this.map);
      this.marker.on("dragend", () => this.marker && this.set(this.marker.getLatLng()));
    }
    this.removeButton.hidden = false;
  }

  private set(at: L.LatLng): void {
    this.mark(at);
    this.write("lat", at.lat.toFixed(digits));
    this.write("lon", at.lng.toFixed(digits));
    const nearest = nearestStreet(this.streets, at);
    const street = this.input("street");
    // What a person typed stays; only the map's own proposal follows the point.
    if (street && (!street.value.trim() || street.value === this.proposed)) {
      this.proposed = nearest && nearest.metres <= nearMetresMax ? nearest.street.name : "";
      street.value = this.proposed;
    }
    this.tell(at);
    this.changed();
  }

  private tell(at: L.LatLng): void {
    const nearest = nearestStreet(this.streets, at);
    if (!nearest || nearest.metres > nearMetresMax) {
      this.says.replaceChildren("Punto scelto, lontano dalle vie conosciute.");
      return;
    }
    const name = nearest.street.name;
    const typed = this.input("street")?.value.trim() ?? "";
    this.says.replaceChildren(`Punto scelto: vicino a ${name}.`);
    if (typed && typed !== name && !findStreet([nearest.street], typed)) {
      this.says.append(" ", button(`Scrivi «${name}» come via`, "btn btn-link", () => {
        this.proposed = name;
        this.write("street", name);
        this.tell(at);
        this.changed();
      }));
    }
  }

  private clear(): void {
    this.marker?.remove();
    this.marker = null;
    this.write("lat", "");
    this.write("lon", "");
    this.removeButton.hidden = true;
    this.says.textContent = "Punto tolto.";
    this.map.getContainer().focus();
    this.changed();
  }

  private locate(): void {
    this.says.textContent = "Cerco la tua posizione…";
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const at = L.latLng(found.coords.latitude, found.coords.longitude);
        this.map.setView(at, 17);
        this.set(at);
      },
      () => {
        this.says.textContent =
          "Non riesco a sapere dove sei. Scegli il punto sulla mappa o scrivi la via.";
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }

  // A street typed by hand moves the map, never the point.
  private typed(event: Event): void {
    const target = event.target;
    if (!(target instanceof HTMLInputElement) || target.name !== `${this.field}.street`) return;
    const street = findStreet(this.streets, target.value);
    if (street && !this.marker) this.show(street);
  }

  private write(part: string, value: string): void {
    const input = this.input(part);
    if (input) input.value = value;
  }

  private changed(): void {
    this.input("lat")?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export async function startMap(place: HTMLElement): Promise<void> {
  const box = element("div", { class: "map", tabindex: "0", role: "application" });
  box.setAttribute("aria-label", "Mappa: frecce per spostarti, più e meno per ingrandire, "
    + "Invio per mettere il punto al centro");
  let streets: Street[] = [];
  try {
    streets = await loadStreets(place.dataset.streetsUrl ?? "");
  } catch {
    place.append(element("p", { class: "hint" },
      "La mappa ora non è disponibile: scrivi la via e, se vuoi, il punto preciso."));
    return;
  }
  if (streets.length === 0 && !place.dataset.tiles) return;
  place.append(box);
  const map = newMap(box, streets, place.dataset.tiles ?? "");
  box.append(element("span", { class: "map-cross", "aria-hidden": "true" }));
  new PointMap(place, place.dataset.mapField ?? "", map, streets);
}
