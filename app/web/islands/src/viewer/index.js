// The viewer island: a process picture with tokens, visits, incidents and notes on it.

import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { translator } from "../shared/translate.js";
import { element, inlineData, islands, request, say, trouble } from "../shared/page.js";
import { mark } from "./marks.js";
import { focus, controls } from "./sight.js";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";

islands("viewer", mount);

async function mount(host) {
  const inline = inlineData(host);
  const [xml, state] = await Promise.all([
    inline.xml ?? fetched(host.dataset.xmlUrl, "text"),
    inline.state ?? (host.dataset.stateUrl ? fetched(host.dataset.stateUrl, "data") : {}),
  ]);
  const canvas = element("div", { class: "viewer-canvas", tabindex: "0" });
  host.append(canvas);
  const viewer = new NavigatedViewer({
    container: canvas,
    zoomScroll: { enabled: false }, // the page scrolls until the picture is clicked
    additionalModules: [{ translate: ["value", translator({ "Open {element}": "打开 {element}" })] }],
  });
  await viewer.importXML(xml);
  tame(viewer, canvas);
  mark(viewer, state);
  host.append(controls(viewer, host, state));
  focus(viewer, host.dataset.focus, state);
  host.setAttribute("data-ready", "");
}

async function fetched(url, part) {
  const answer = await request(url);
  if (!answer.ok) throw new Error(trouble(answer));
  return answer[part];
}

/** The wheel belongs to the page, and to the picture only between a click and leaving it. */
function tame(viewer, canvas) {
  const wheel = viewer.get("zoomScroll");
  canvas.addEventListener("pointerdown", () => wheel.toggle(true));
  canvas.addEventListener("pointerleave", () => wheel.toggle(false));
  canvas.setAttribute("aria-label", say("流程图", "Process diagram"));
}
