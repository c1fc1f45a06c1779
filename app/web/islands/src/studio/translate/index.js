// The studio's texts: two tables of others and ours, ours wins.

import { translator } from "../../shared/translate.js";
import elements from "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel/index.js";
import { ours } from "./zh.js";

export default { translate: ["value", translator({ ...elements, ...panel, ...ours })] };
