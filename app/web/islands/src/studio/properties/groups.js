// Which groups an element has, and which entries stand in them.

import { Group, ListGroup } from "@bpmn-io/properties-panel";
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { again, awaited, calledElement, condition, own, script, turns } from "./bindings.js";
import { choices, select, text, tick } from "./entries.jsx";
import { items } from "./lists.js";
import { target } from "./target.js";

const SCOPES = [["region", "Of the region"], ["unit", "Of the unit"], ["person", "One person"], ["all", "All regions"]];

const GROUPS = [
  {
    id: "process", label: "Instances", when: (bo) => is(bo, "bpmn:Process"),
    entries: [
      text("businessKey", "Business key", own("businessKey"), { hint: "FEEL, such as =proposal_id" }),
      text("title", "Title of an instance", own("title"), { hint: "FEEL, such as =title" }),
      text("region", "Region", own("region"), { hint: "FEEL, such as =region" }),
      text("unit", "Unit", own("unit"), { hint: "FEEL, such as =lead_unit" }),
    ],
  },
  {
    id: "start", label: "Started by people", when: (bo) => is(bo, "bpmn:StartEvent") && !bo.eventDefinitions?.length && is(bo.$parent, "bpmn:Process"),
    entries: [
      choices("role", "Roles", own("role"), "roles"),
      select("form", "Form", own("form"), "forms", { hint: "Asked before the instance starts" }),
      text("available", "Available when", own("available"), { hint: "FEEL; people are refused while it is false", lines: 2 }),
    ],
  },
  {
    id: "task", label: "Who and what", when: (bo) => isAny(bo, ["bpmn:UserTask", "bpmn:ManualTask"]),
    entries: [
      select("form", "Form", own("form"), "forms", { otherwise: formByPlace }),
      choices("role", "Roles", own("role"), "roles"),
      select("scope", "Scope", own("scope"), SCOPES),
      text("scopeKey", "Scope key", own("scopeKey"), { hint: "FEEL; empty means =region, =unit or =person" }),
      text("exclude", "Not by", own("exclude"), { hint: "FEEL: a person or a list, such as =checked_by" }),
      text("due", "Due", own("due"), { hint: "FEEL: a date (17:00) or date and time, such as =add working days(today(), 10)", lines: 2 }),
    ],
  },
  {
    id: "takingBack", label: "Taking back", when: (bo) => isAny(bo, ["bpmn:UserTask", "bpmn:ManualTask"]),
    entries: [
      text("sendBack", "May be sent back to", own("sendBack"), { hint: "Ids of earlier user tasks, with spaces between them" }),
      tick("withdraw", "May be withdrawn before somebody acts on it", own("withdraw")),
    ],
  },
  {
    id: "lane", label: "Who works here", when: (bo) => is(bo, "bpmn:Lane"),
    entries: [
      choices("role", "Roles", own("role"), "roles"),
      select("scope", "Scope", own("scope"), SCOPES),
      text("scopeKey", "Scope key", own("scopeKey"), { hint: "FEEL; empty means =region, =unit or =person" }),
    ],
  },
  {
    id: "turns", label: "Repetition", when: (bo) => is(bo.get("loopCharacteristics") ?? {}, "bpmn:StandardLoopCharacteristics"),
    entries: [
      text("loopCondition", "Again while", again, { hint: "FEEL, such as not(complete)", lines: 2 }),
      tick("testBefore", "Asked before the first turn", turns("testBefore")),
      text("loopMaximum", "At most so many turns", turns("loopMaximum")),
    ],
  },
  {
    id: "awaited", label: "Condition", when: (bo) => Boolean(bo.eventDefinitions?.some((each) => is(each, "bpmn:ConditionalEventDefinition"))),
    entries: [text("awaited", "Happens when", awaited, { hint: "FEEL, such as count(votes) >= 3; looked at whenever variables change", lines: 3 })],
  },
  {
    id: "record", label: "Business record", when: (bo) => isAny(bo, ["bpmn:UserTask", "bpmn:ManualTask"]),
    entries: [
      select("record", "Answers become a version of", own("record"), "records"),
      text("recordKey", "Record key", own("recordKey"), { hint: "FEEL; empty means =<type>_id" }),
      choices("context", "Shown beside the form", own("context"), "records"),
      text("state", "State of the record afterwards", own("state"), { hint: "A state, or FEEL over answers, such as =if answers.decision = \"pass\" then \"checked\" else \"returned\"", lines: 2 }),
    ],
  },
  {
    id: "outside", label: "Recorded outside", when: (bo) => isAny(bo, ["bpmn:UserTask", "bpmn:ManualTask"]),
    entries: [
      tick("outside", "May be recorded as done in another system", own("outside")),
      text("outsideNeeds", "Answers needed all the same", own("outsideNeeds"), { hint: "Names of answers, with spaces between them" }),
    ],
  },
  {
    id: "basis", label: "Basis", when: (bo) => isAny(bo, ["bpmn:Process", "bpmn:FlowElement"]) && !is(bo, "bpmn:SequenceFlow"),
    entries: [text("basis", "Carries out", own("basis"), { hint: "Requirements and parameters, such as R14.3 PP07" })],
  },
  {
    id: "operation", label: "Operation", when: (bo) => is(bo, "bpmn:ServiceTask"),
    entries: [
      select("operation", "Operation", own("operation"), "operations"),
      text("result", "Result variable", own("result"), { hint: "Empty: the entries of the result become variables" }),
    ],
  },
  {
    id: "decision", label: "Decision", when: (bo) => is(bo, "bpmn:BusinessRuleTask"),
    entries: [
      select("decision", "Decision", own("decision"), "decisions"),
      text("result", "Result variable", own("result")),
    ],
  },
  {
    id: "script", label: "Computation", when: (bo) => is(bo, "bpmn:ScriptTask"),
    entries: [text("script", "FEEL context", script, { hint: "Its entries become variables, such as { total: sum(amounts), mean: total / 3 }", lines: 6 })],
  },
  {
    id: "call", label: "Called process", when: (bo) => is(bo, "bpmn:CallActivity"),
    entries: [
      select("calledElement", "Process", calledElement, "processes"),
      text("called", "Or chosen when it is called", own("called"), { hint: 'FEEL that gives the id of a process, such as ="contract_" + region' }),
    ],
  },
  {
    id: "conversation", label: "Conversation", when: converses,
    entries: [
      text("correlationKey", "Correlation key", own("correlationKey"), { hint: "FEEL, the same value on both sides, such as =proposal_id", when: addressed }),
      text("payload", "Payload", own("payload"), { hint: "FEEL context, such as ={ score: mean }", lines: 2, when: sends }),
      tick("broadcast", "To everybody who waits for it", own("broadcast"), { when: (bo) => sends(bo) && addressed(bo) }),
      tick("external", "Sent by another system", own("external"), { when: (bo) => !sends(bo) }),
      text("result", "Result variable", own("result"), { hint: "Empty: the entries of the payload become variables", when: (bo) => !sends(bo) }),
    ],
  },
  {
    id: "caught", label: "What is caught", when: catches,
    entries: [text("result", "Result variable", own("result"), { hint: "Holds { code, message }; empty: nothing is kept" })],
  },
  {
    id: "condition", label: "Condition", when: (bo) => is(bo, "bpmn:SequenceFlow") && isAny(bo.sourceRef, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:Activity"]),
    entries: [text("conditionExpression", "Taken when", condition, { hint: "FEEL, such as count(defects) > 0. The default flow needs none.", lines: 3 })],
  },
];

const LISTS = [
  {
    id: "reminders", label: "Reminders", type: "jiebang:Reminder", when: (bo) => isAny(bo, ["bpmn:UserTask", "bpmn:ManualTask"]),
    create: { workingDays: "-3", at: "09:00" }, named: remindedWhen,
    fields: [["workingDays", "Working days after the due day (before: negative)"], ["on", "Or on this day (FEEL)"], ["at", "At"], ["template", "Template", "templates"]],
  },
  {
    id: "inputs", label: "Passed in", type: "jiebang:Input", when: (bo) => is(bo, "bpmn:Activity"),
    create: {}, named: ({ name, value }) => [name, value].filter(Boolean).join(" "),
    fields: [["name", "Variable"], ["value", "Value"]],
  },
  {
    id: "outputs", label: "Taken over", type: "jiebang:Output", when: (bo) => isAny(bo, ["bpmn:CallActivity", "bpmn:UserTask", "bpmn:ManualTask", "bpmn:ServiceTask", "bpmn:ScriptTask", "bpmn:BusinessRuleTask"]),
    create: {}, named: ({ name, value }) => [name, value].filter(Boolean).join(" "),
    fields: [["name", "Variable"], ["value", "Value"]],
  },
];

/** The groups of an element; a pool shows those of its process. */
export function groupsFor(element, injector) {
  const translate = injector.get("translate");
  const bo = target(element);
  if (!bo) return [];
  const plain = GROUPS.filter(({ when }) => when(bo)).map(({ id, label, entries }) => ({
    id: `jiebang-${id}`, label: translate(label), component: Group, shouldOpen: true,
    entries: entries.filter(({ when }) => !when || when(bo)).map((entry) => ({ ...entry, id: `jiebang-${id}-${entry.id}` })),
  }));
  const lists = LISTS.filter(({ when }) => when(bo)).map((list) => ({
    id: `jiebang-${list.id}`, label: translate(list.label), component: ListGroup, translate, shouldOpen: true, ...items(element, injector, list),
  }));
  return [...plain, ...lists];
}

/** The form that a task has when it names none: the one filed under its process and its own id. */
function formByPlace(bo) {
  let owner = bo;
  while (owner && !is(owner, "bpmn:Process")) owner = owner.$parent;
  return owner && `${owner.id}/${bo.id}`;
}

function converses(bo) {
  const spoken = ["bpmn:MessageEventDefinition", "bpmn:SignalEventDefinition"];
  return isAny(bo, ["bpmn:SendTask", "bpmn:ReceiveTask"]) || Boolean(bo.eventDefinitions?.some((definition) => isAny(definition, spoken)));
}

/** A message goes to one receiver, a signal to everybody. */
function addressed(bo) {
  return !bo.eventDefinitions?.some((definition) => is(definition, "bpmn:SignalEventDefinition"));
}

function catches(bo) {
  const caught = ["bpmn:ErrorEventDefinition", "bpmn:EscalationEventDefinition"];
  return isAny(bo, ["bpmn:BoundaryEvent", "bpmn:StartEvent"]) && Boolean(bo.eventDefinitions?.some((definition) => isAny(definition, caught)));
}

function sends(bo) {
  return isAny(bo, ["bpmn:SendTask", "bpmn:ThrowEvent"]);
}

function remindedWhen({ workingDays, on, template }, translate) {
  const counted = workingDays?.startsWith("=") ? workingDays : remindedDays(Number(workingDays), translate);
  return [on || counted, template].filter(Boolean).join(" · ");
}

function remindedDays(count, translate) {
  if (!count) return translate("On the due day");
  return count < 0 ? translate("{count} working days before", { count: -count }) : translate("{count} working days after", { count });
}
