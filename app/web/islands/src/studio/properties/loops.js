// Multi-instance activities: the list gone through, the item's name, the list that comes out.

import { loop, loopItem, loopText } from "./bindings.js";
import { text } from "./entries.jsx";

const ENTRIES = [
  text("loopDataInputRef", "For each of", loopText("loopDataInputRef"), { hint: "A variable, or FEEL that begins with =" }),
  text("inputDataItem", "Item variable", loopItem("inputDataItem", "bpmn:DataInput")),
  text("loopDataOutputRef", "Results go into", loopText("loopDataOutputRef"), { hint: "The variable that will hold the list" }),
  text("outputDataItem", "Result of one item", loopItem("outputDataItem", "bpmn:DataOutput")),
];

export function loopEntries(element) {
  return loop(element) ? ENTRIES.map((entry) => ({ ...entry, id: `jiebang-loop-${entry.id}` })) : [];
}
