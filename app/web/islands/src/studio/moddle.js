// What the modeler knows of XML: our own names, and BPMN with texts where our engine reads texts.

import bpmn from "bpmn-moddle/resources/bpmn/json/bpmn.json";
import jiebang from "../../../../engine/jiebang.moddle.json";

/**
 * BPMN's model, with the two collections of a multi-instance activity as text: the standard has references to data
 * items there, we have names of variables or FEEL, and a reference that leads nowhere would be lost on saving.
 */
export const bpmnPackage = {
  ...bpmn,
  types: bpmn.types.map((type) => (type.name === "MultiInstanceLoopCharacteristics" ? withTexts(type) : type)),
};

export const jiebangPackage = jiebang;

function withTexts(type) {
  const texts = ["loopDataInputRef", "loopDataOutputRef"];
  return { ...type, properties: type.properties.map((property) => (texts.includes(property.name) ? { name: property.name, type: "String" } : property)) };
}
