// The studio island: draws processes, fills in what they need, saves, checks and publishes them.

import Modeler from "bpmn-js/lib/Modeler";
import minimapModule from "diagram-js-minimap";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import { element, inlineData, islands, request, say, trouble } from "../shared/page.js";
import { bpmnPackage, jiebangPackage } from "./moddle.js";
import { Problems } from "./problems/index.js";
import menuModule from "./problems/menu.js";
import propertiesModule from "./properties/index.js";
import { Saving } from "./saving.js";
import { first } from "./sight.js";
import { toolbar } from "./toolbar.js";
import translateModule from "./translate/index.js";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "./studio.css";

islands("studio", mount);

async function mount(host) {
  const data = inlineData(host);
  const bar = element("div", { class: "studio-toolbar", role: "toolbar", "aria-label": say("设计器工具栏", "Designer toolbar") });
  const banner = element("div", { class: "studio-banner", role: "alert", hidden: true });
  const canvas = element("div", { class: "studio-canvas" });
  const problemsPanel = element("section", { class: "studio-problems", "aria-label": say("问题", "Problems") });
  const panel = element("aside", { class: "studio-properties", "aria-label": say("属性", "Properties") });
  host.append(bar, banner, element("div", { class: "studio-drawing" }, canvas, problemsPanel), panel);

  const modeler = new Modeler({
    container: canvas,
    propertiesPanel: { parent: panel },
    debounceInput: false, // with the panel's own delay, the last keys before leaving a field are lost
    moddleExtensions: { bpmn: bpmnPackage, jiebang: jiebangPackage },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, minimapModule, translateModule, propertiesModule,
      menuModule, { catalogue: ["value", data.catalogue ?? {}], capabilities: ["value", data.capabilities ?? {}] },
    ],
  });
  const xml = data.xml ?? await fetched(host.dataset.xmlUrl);
  const { warnings } = await modeler.importXML(xml);
  first(modeler.get("canvas"));

  const problems = new Problems(host, modeler, problemsPanel);
  const saving = new Saving(host, modeler, problems, { version: data.version ?? 0, original: xml, warnings, banner });
  toolbar(bar, host, modeler, problems, saving);
  problems.start(data.findings ?? []);
  host.modeler = modeler; // for tests and for the curious
  host.setAttribute("data-ready", "");
}

async function fetched(url) {
  const answer = await request(url);
  if (!answer.ok) throw new Error(trouble(answer));
  return answer.text;
}
