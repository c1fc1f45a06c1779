// What the engine does not execute, by the table the server publishes: known while the hand still draws.

/**
 * Findings for elements the table refuses. Its keys are element names ("complexGateway", "eventSubProcess") and
 * elements with their event ("startEvent/timer", "endEvent/none"); the more particular key decides.
 */
export function unsupported(registry, capabilities) {
  return registry.filter(({ businessObject, labelTarget }) => businessObject && !labelTarget).flatMap(({ businessObject: bo }) => {
    const refused = refusal(capabilities, typeKeys(bo.$type, (bo.eventDefinitions ?? []).map(({ $type }) => $type), bo));
    return refused ? [{ element: bo.id, code: refused.code ?? "element-unsupported", severity: "error", zh: refused.zh, en: refused.en, why: refused.why }] : [];
  });
}

/** The table's entry that refuses one of the keys, if the most particular one does. */
export function refusal(capabilities, keys) {
  const entry = keys.map((key) => capabilities[key]).find(Boolean);
  return entry?.supported === false ? entry : undefined;
}

/** The table's keys for a BPMN type, the most particular first. */
export function typeKeys(type, definitions, { triggeredByEvent, $parent } = {}) {
  const starts = type === "bpmn:StartEvent" && $parent?.triggeredByEvent;
  const name = triggeredByEvent ? "eventSubProcess" : starts ? "eventSubProcessStart" : uncapitalized(type);
  const events = definitions.length ? definitions.map((definition) => uncapitalized(definition).replace("EventDefinition", "")) : ["none"];
  return [...events.map((event) => `${name}/${event}`), name];
}

function uncapitalized(type) {
  const name = type.split(":")[1];
  return name[0].toLowerCase() + name.slice(1);
}
