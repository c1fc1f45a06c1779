// What of the picture is seen: fitted where it stays legible, else close to the token.

import { element, say } from "../shared/page.js";

const LEGIBLE = 0.75;
const CLOSE = 0.95;
const MARGIN = 0.93;

/** Shows the whole diagram, or the element asked for ("active" is the first token) at a size one can read. */
export function focus(viewer, wanted, state) {
  const [canvas, registry] = [viewer.get("canvas"), viewer.get("elementRegistry")];
  whole(canvas);
  const id = wanted === "active" || !wanted ? (state.active ?? []).find((each) => registry.get(each)) : wanted;
  const shape = id && registry.get(id);
  if (shape && canvas.findRoot(shape) !== canvas.getRootElement()) {
    canvas.setRootElement(canvas.findRoot(shape)); // it stands inside a collapsed subprocess
    whole(canvas);
  }
  if (shape && wanted && canvas.zoom() < LEGIBLE) closeTo(canvas, shape);
}

/** Everything with a margin, never larger than life. */
function whole(canvas) {
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(Math.min(canvas.zoom() * MARGIN, 1), "auto");
}

function closeTo(canvas, shape) {
  canvas.zoom(CLOSE);
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / CLOSE, outer.height / CLOSE];
  canvas.viewbox({ x: shape.x + shape.width / 2 - width / 2, y: shape.y + shape.height / 2 - height / 2, width, height });
}

/** Buttons in the lower left corner; the lower right belongs to the watermark. */
export function controls(viewer, host, state) {
  const zoom = (step) => () => viewer.get("zoomScroll").stepZoom(step);
  const button = (label, text, onclick) => element("button", { type: "button", class: "viewer-button", title: label, "aria-label": label, onclick }, text);
  return element("div", { class: "viewer-controls" },
    button(say("放大", "Zoom in"), icon("M10 4v12M4 10h12"), zoom(1)),
    button(say("缩小", "Zoom out"), icon("M4 10h12"), zoom(-1)),
    button(say("全图", "Whole diagram"), icon("M3 7V3h4M17 7V3h-4M3 13v4h4M17 13v4h-4"), () => whole(viewer.get("canvas"))),
    (state.active ?? []).length > 0 && button(say("当前位置", "Where it stands"), icon("M10 2v4M10 14v4M2 10h4M14 10h4M10 6a4 4 0 1 0 .01 0"), () => {
      const shape = (state.active ?? []).map((id) => viewer.get("elementRegistry").get(id)).find(Boolean);
      if (shape) closeTo(viewer.get("canvas"), shape);
    }),
    host.requestFullscreen && button(say("全屏", "Full screen"), icon("M12 3h5v5M17 3l-6 6M8 17H3v-5M3 17l6-6"), () => (document.fullscreenElement ? document.exitFullscreen() : host.requestFullscreen())));
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: 16, height: 16, fill: "none", stroke: "currentColor", "stroke-width": 1.6, "aria-hidden": "true" })) svg.setAttribute(name, value);
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
}
