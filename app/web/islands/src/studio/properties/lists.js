// Repeatable entries that live in an element's extension elements.

import { is } from "bpmn-js/lib/util/ModelUtil";
import { select, text } from "./entries.jsx";
import { target } from "./target.js";

/** The items of a list group and what its plus does. */
export function items(element, injector, { id, type, create, named, fields }) {
  const translate = injector.get("translate");
  return {
    items: ofType(element, type).map((item, index) => ({
      id: `jiebang-${id}-${index}`,
      label: named(item, translate) || translate("<empty>"),
      entries: fields.map(([name, label, options]) => field(`jiebang-${id}-${index}-${name}`, label, options, inItem(item, name))),
      autoFocusEntry: `jiebang-${id}-${index}-${fields[0][0]}`,
      remove: (event) => { event.stopPropagation(); change(element, injector, (values) => values.filter((each) => each !== item)); },
    })),
    add: (event) => {
      event.stopPropagation();
      change(element, injector, (values) => [...values, injector.get("bpmnFactory").create(type, create)]);
    },
  };
}

function field(id, label, options, binding) {
  return options ? select(id, label, binding, options) : text(id, label, binding);
}

function inItem(item, name) {
  return {
    get: () => item.get(name),
    set: (element, value, { modeling }) => modeling.updateModdleProperties(element, item, { [name]: value === "" ? undefined : value }),
  };
}

function ofType(element, type) {
  return (target(element).get("extensionElements")?.get("values") ?? []).filter((value) => is(value, type));
}

/** Writes the extension elements anew; without any, the holder goes too. */
function change(element, injector, edit) {
  const bo = target(element);
  const values = edit(bo.get("extensionElements")?.get("values") ?? []);
  const holder = values.length ? injector.get("bpmnFactory").create("bpmn:ExtensionElements", { values }) : undefined;
  if (holder) {
    holder.$parent = bo;
    for (const value of values) value.$parent = holder;
  }
  injector.get("modeling").updateModdleProperties(element, bo, { extensionElements: holder });
}
