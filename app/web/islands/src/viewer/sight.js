// What of the picture is seen: fitted where it stays legible, else close to the token.

import { element, say } from "../shared/page.js";

const LEGIBLE = 0.75;
const CLOSE = 0.95;

/** Shows the whole diagram, or the element asked for ("active" is the first token) at a size one can read. */
export function focus(viewer, wanted, state) {
  const [canvas, registry] = [viewer.get("canvas"), viewer.get("elementRegistry")];
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() > 1) canvas.zoom(1, "auto");
  const id = wanted === "active" || !wanted ? (state.active ?? []).find((each) => registry.get(each)) : wanted;
  const shape = id && registry.get(id);
  if (shape && wanted && canvas.zoom() < LEGIBLE) closeTo(canvas, shape);
}

function closeTo(canvas, shape) {
  canvas.zoom(CLOSE);
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / CLOSE, outer.height / CLOSE];
  canvas.viewbox({ x: shape.x + shape.width / 2 - width / 2, y: shape.y + shape.height / 2 - height / 2, width, height });
}

/** Buttons in the upper right corner; the lower right belongs to the watermark. */
export function controls(viewer, host, state) {
  const zoom = (step) => () => viewer.get("zoomScroll").stepZoom(step);
  const button = (label, text, onclick) => element("button", { type: "button", class: "viewer-button", title: label, "aria-label": label, onclick }, text);
  return element("div", { class: "viewer-controls" },
    button(say("放大", "Zoom in"), "+", zoom(1)),
    button(say("缩小", "Zoom out"), "−", zoom(-1)),
    button(say("全图", "Whole diagram"), "⤢", () => viewer.get("canvas").zoom("fit-viewport", "auto")),
    (state.active ?? []).length > 0 && button(say("当前位置", "Where it stands"), "◎", () => {
      const shape = (state.active ?? []).map((id) => viewer.get("elementRegistry").get(id)).find(Boolean);
      if (shape) closeTo(viewer.get("canvas"), shape);
    }),
    host.requestFullscreen && button(say("全屏", "Full screen"), "⛶", () => (document.fullscreenElement ? document.exitFullscreen() : host.requestFullscreen())));
}
