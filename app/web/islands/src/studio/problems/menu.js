// The menu that changes an element's type says which types cannot be executed, before one is chosen.

import * as lists from "bpmn-js/lib/features/replace/ReplaceOptions";
import { refusal, typeKeys } from "./capabilities.js";

const targets = Object.fromEntries(Object.values(lists).flat().filter(({ target }) => target).map(({ actionName, target }) => [actionName, target]));

class ReplaceMenu {
  constructor(popupMenu, capabilities, translate) {
    this._capabilities = capabilities;
    this._translate = translate;
    popupMenu.registerProvider("bpmn-replace", 500, this);
  }

  getPopupMenuEntries({ businessObject }) {
    const { $parent } = businessObject ?? {};
    return (entries) => Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, this._marked(name, entry, $parent)]));
  }

  _marked(name, entry, $parent) {
    const target = targets[name];
    const refused = target && refusal(this._capabilities, typeKeys(target.type, [target.eventDefinitionType].filter(Boolean), { ...target, $parent }));
    return refused ? { ...entry, description: this._translate("Not executed") } : entry;
  }
}
ReplaceMenu.$inject = ["popupMenu", "capabilities", "translate"];

export default {
  __init__: ["replaceMenu"],
  replaceMenu: ["type", ReplaceMenu],
};
