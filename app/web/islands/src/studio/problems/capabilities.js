// What the engine does not execute, by the table the server publishes: known while the hand still draws.

/**
 * Findings for elements the table calls unsupported. Its keys are BPMN types ("bpmn:ComplexGateway"), event
 * definitions ("bpmn:SignalEventDefinition"), a type with its definition ("bpmn:EndEvent/bpmn:SignalEventDefinition"),
 * "bpmn:SubProcess:event" for an event subprocess or "bpmn:Task:compensation"; the most particular key decides.
 */
export function unsupported(registry, capabilities) {
  return registry.filter(({ businessObject, labelTarget }) => businessObject && !labelTarget).flatMap(({ businessObject: bo }) => {
    const refused = refusal(capabilities, typeKeys(bo.$type, (bo.eventDefinitions ?? []).map(({ $type }) => $type), bo));
    return refused ? [{ element: bo.id, code: refused.code ?? "element-unsupported", severity: "error", zh: refused.zh, en: refused.en }] : [];
  });
}

/** The table's entry that refuses one of the keys, if the most particular one does. */
export function refusal(capabilities, keys) {
  const entry = keys.map((key) => capabilities[key]).find(Boolean);
  return entry?.supported === false ? entry : undefined;
}

/** Keys for a type, the most particular first. */
export function typeKeys(type, definitions, { triggeredByEvent, isForCompensation } = {}) {
  return [
    ...definitions.map((definition) => `${type}/${definition}`),
    ...definitions,
    ...(triggeredByEvent ? [`${type}:event`] : []),
    ...(isForCompensation ? [`${type}:compensation`] : []),
    type,
  ];
}
