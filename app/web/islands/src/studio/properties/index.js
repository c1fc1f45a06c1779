// Our groups in the properties panel; what they offer comes from the server's catalogue.

import { groupsFor } from "./groups.js";
import { loopEntries } from "./loops.js";

class Properties {
  constructor(propertiesPanel, injector) {
    this._injector = injector;
    propertiesPanel.registerProvider(500, this);
  }

  getGroups(element) {
    return (groups) => {
      const ours = groupsFor(element, this._injector);
      const loop = groups.find(({ id }) => id === "multiInstance");
      if (loop) loop.entries = [...loopEntries(element), ...loop.entries];
      const [general, ...others] = groups;
      return general ? [general, ...ours, ...others] : ours;
    };
  }
}
Properties.$inject = ["propertiesPanel", "injector"];

export default {
  __init__: ["jiebangProperties"],
  jiebangProperties: ["type", Properties],
};
