// Marks on a picture: where tokens are and were, what went wrong, notes, links to what lies below.

import { element, say } from "../shared/page.js";

/** Draws a state `{active, completed, incidents, overlays, links, heat}` over the diagram. */
export function mark(viewer, state) {
  const [canvas, registry] = [viewer.get("canvas"), viewer.get("elementRegistry")];
  const known = (id) => registry.get(id);
  const visits = Array.isArray(state.completed) ? Object.fromEntries(state.completed.map((id) => [id, 1])) : state.completed ?? {};
  for (const id of Object.keys(visits)) if (known(id)) canvas.addMarker(id, "is-completed");
  for (const [id, level] of Object.entries(state.heat ?? {})) if (known(id)) canvas.addMarker(id, `is-heat-${level}`);
  for (const id of state.active ?? []) if (known(id)) canvas.addMarker(id, "is-active");
  for (const id of names(state.incidents)) if (known(id)) canvas.addMarker(id, "is-incident");
  for (const [id, count] of Object.entries(visits)) {
    const shape = known(id);
    if (shape && !shape.waypoints && count > 1) badge(viewer, id, "visits", `×${count}`, { bottom: 9, right: 14 }, say(`经过 ${count} 次`, `${count} visits`));
  }
  for (const [id, text] of Object.entries(Array.isArray(state.incidents) ? {} : state.incidents ?? {})) {
    if (known(id)) badge(viewer, id, "incident", text, { bottom: 9, left: 0 });
  }
  for (const note of state.overlays ?? []) {
    if (known(note.element)) badge(viewer, note.element, note.kind ?? "info", note.text, { top: -11, right: 24 }, note.title);
  }
  for (const [id, url] of Object.entries(state.links ?? {})) if (known(id) && sameSite(url)) link(viewer, id, url);
}

function names(incidents) {
  return Array.isArray(incidents) ? incidents : Object.keys(incidents ?? {});
}

function badge(viewer, id, kind, text, position, title) {
  const html = element("div", { class: `viewer-badge viewer-badge-${kind}`, title: title ?? text }, text);
  viewer.get("overlays").add(id, `note-${kind}`, { position, html, show: { minZoom: 0.3 } });
}

const sameSite = (url) => typeof url === "string" && new URL(url, location.href).origin === location.origin;

function link(viewer, id, url) {
  viewer.get("canvas").addMarker(id, "is-link");
  const html = element("a", { class: "viewer-link", href: url, title: say("打开子流程", "Open what runs inside") }, "↗");
  viewer.get("overlays").add(id, "link", { position: { top: -9, left: -9 }, html });
  viewer.get("eventBus").on("element.dblclick", 2_000, ({ element: shape }) => {
    if (shape.id !== id) return undefined;
    location.assign(url);
    return false;
  });
}
