// How an entry's value is read from the model and written back, each write one step that can be undone.

import { is } from "bpmn-js/lib/util/ModelUtil";
import { target } from "./target.js";

const empty = (value) => (value === "" || value === false ? undefined : value);

/** One of our attributes. */
export function own(name) {
  return attribute(`jiebang:${name}`);
}

export const calledElement = attribute("calledElement");

function attribute(name) {
  return {
    get: (element) => target(element).get(name),
    set: (element, value, { modeling }) => modeling.updateModdleProperties(element, target(element), { [name]: empty(value) }),
  };
}

/** The script of a script task; its language is always FEEL. */
export const script = {
  get: (element) => target(element).get("script"),
  set: (element, value, { modeling }) => modeling.updateProperties(element, { scriptFormat: "feel", script: empty(value) }),
};

/** The condition of a flow. */
export const condition = {
  get: (element) => target(element).get("conditionExpression")?.body,
  set: (element, value, { modeling, bpmnFactory }) => modeling.updateProperties(element, {
    conditionExpression: value ? bpmnFactory.create("bpmn:FormalExpression", { body: value }) : undefined,
  }),
};

/** The condition that an event waits for. */
export const awaited = {
  get: (element) => definition(element)?.get("condition")?.body,
  set: (element, value, { modeling, bpmnFactory }) => {
    const condition = value ? bpmnFactory.create("bpmn:FormalExpression", { body: value }) : undefined;
    if (condition) condition.$parent = definition(element);
    modeling.updateModdleProperties(element, definition(element), { condition });
  },
};

function definition(element) {
  return target(element).get("eventDefinitions").find((each) => is(each, "bpmn:ConditionalEventDefinition"));
}

/** A property of a standard loop. */
export function turns(name) {
  return {
    get: (element) => target(element).get("loopCharacteristics")?.get(name),
    set: (element, value, { modeling }) => modeling.updateModdleProperties(element, target(element).get("loopCharacteristics"), { [name]: empty(value) }),
  };
}

/** The condition on which a standard loop takes another turn. */
export const again = {
  get: (element) => target(element).get("loopCharacteristics")?.get("loopCondition")?.body,
  set: (element, value, { modeling, bpmnFactory }) => {
    const characteristics = target(element).get("loopCharacteristics");
    const loopCondition = value ? bpmnFactory.create("bpmn:FormalExpression", { body: value }) : undefined;
    if (loopCondition) loopCondition.$parent = characteristics;
    modeling.updateModdleProperties(element, characteristics, { loopCondition });
  },
};

/** A text of a multi-instance activity. */
export function loopText(name) {
  return {
    get: (element) => loop(element)?.get(name),
    set: (element, value, { modeling }) => modeling.updateModdleProperties(element, loop(element), { [name]: empty(value) }),
  };
}

/** The variable that an item of a multi-instance activity goes by. */
export function loopItem(name, type) {
  return {
    get: (element) => loop(element)?.get(name)?.name,
    set: (element, value, { modeling, bpmnFactory }) => {
      const item = value ? bpmnFactory.create(type, { name: value }) : undefined;
      if (item) item.$parent = loop(element);
      modeling.updateModdleProperties(element, loop(element), { [name]: item });
    },
  };
}

/** The multi-instance part of an activity, if it has one. */
export function loop(element) {
  const part = target(element)?.get?.("loopCharacteristics");
  return part && is(part, "bpmn:MultiInstanceLoopCharacteristics") ? part : undefined;
}
