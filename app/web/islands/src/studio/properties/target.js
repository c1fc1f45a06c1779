import { is } from "bpmn-js/lib/util/ModelUtil";

/** The part of the model that an element on the canvas stands for. */
export function target(element) {
  const bo = element?.businessObject;
  return bo && is(bo, "bpmn:Participant") ? bo.processRef : bo;
}
