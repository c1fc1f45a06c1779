// What the engine does not execute, by the table the server publishes: known while the hand still draws.

/**
 * Findings for elements the table calls unsupported. Its keys are BPMN types ("bpmn:ComplexGateway"), event
 * definitions ("bpmn:SignalEventDefinition"), a type with its definition ("bpmn:EndEvent/bpmn:SignalEventDefinition")
 * or "bpmn:SubProcess:event" for an event subprocess; the most particular key decides.
 */
export function unsupported(registry, capabilities) {
  return registry.filter(({ businessObject, labelTarget }) => businessObject && !labelTarget).flatMap(({ businessObject }) => {
    const refusal = keys(businessObject).map((key) => capabilities[key]).find(Boolean);
    return refusal && refusal.supported === false
      ? [{ element: businessObject.id, code: refusal.code ?? "element-unsupported", severity: "error", zh: refusal.zh, en: refusal.en }]
      : [];
  });
}

function keys(element) {
  const type = element.$type;
  const definitions = (element.eventDefinitions ?? []).map(({ $type }) => $type);
  return [
    ...definitions.map((definition) => `${type}/${definition}`),
    ...definitions,
    ...(element.triggeredByEvent ? [`${type}:event`] : []),
    ...(element.isForCompensation ? [`${type}:compensation`] : []),
    type,
  ];
}
