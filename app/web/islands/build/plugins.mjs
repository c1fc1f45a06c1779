// What has to be changed in the libraries, counted, so that an upgrade that moves a line fails the build.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const W = (key, ...values) => `__words(${[JSON.stringify(key), ...values].join(", ")})`;

// [text in form-js, what it becomes, how often it stands there]; nothing here touches the watermark
const FORM_TEXTS = [
  ["getLocaleDateFormat(locale = 'default')", "getLocaleDateFormat(locale = __locale())", 1],
  ["placeholder: 'Search'", `placeholder: ${W("Search")}`, 1],
  [`label: "Skip to search"`, `label: ${W("Skip to search")}`, 1],
  ["valueLabel || 'Select'", `valueLabel || ${W("Select")}`, 1],
  // without these a screen reader does not hear that the field is a list
  [`class: "fjs-select-hidden-input",`, `class: "fjs-select-hidden-input", role: "combobox", "aria-haspopup": "listbox", readOnly: true, "aria-expanded": displayState.displayDropdown || false,`, 1],
  [`title: "Remove tag"`, `title: ${W("Remove tag")}`, 1],
  ["emptyListMessage = 'No results'", `emptyListMessage = ${W("No results")}`, 1],
  ["hasOptionsLeft ? 'No results' : 'All values selected'", `hasOptionsLeft ? ${W("No results")} : ${W("All values selected")}`, 1],
  ["'Date and time must both be entered.'", W("Date and time must both be entered."), 1],
  [`"aria-label": "Increment"`, `"aria-label": ${W("Increment")}`, 1],
  [`"aria-label": "Decrement"`, `"aria-label": ${W("Decrement")}`, 1],
  [`children: "Nothing to show."`, `children: ${W("Nothing to show.")}`, 1],
  ["? 'Nothing to show.'", `? ${W("Nothing to show.")}`, 1],
  [`"aria-label": "Previous page"`, `"aria-label": ${W("Previous page")}`, 1],
  [`"aria-label": "Next page"`, `"aria-label": ${W("Next page")}`, 1],
  ["`Click to sort by ${label} descending`", W("Click to sort by {0} descending", "label"), 1],
  ["`Click to sort by ${label} ascending`", W("Click to sort by {0} ascending", "label"), 1],
  ["'Click to remove sorting'", W("Click to remove sorting"), 1],
  ["\" \", 'Add new'", `" ", ${W("Add new")}`, 1],
  ["`Remove list item ${itemIndex + 1}`", W("Remove list item {0}", "itemIndex + 1"), 1],
  ["'Value is not a number.'", W("Value is not a number."), 1],
  [
    "'Value is expected to ' + (decimalDigits === 0 ? 'be an integer' : `have at most ${decimalDigits} decimal digit${decimalDigits > 1 ? 's' : ''}`) + '.'",
    `decimalDigits === 0 ? ${W("Value must be a whole number.")} : ${W("At most {0} decimal places.", "decimalDigits")}`, 1,
  ],
  [
    "`Please select a valid value, the two nearest valid values are ${previousValue} and ${nextValue}.`",
    W("The nearest allowed values are {0} and {1}.", "previousValue", "nextValue"), 1,
  ],
  ["`Field must match pattern ${validation.pattern}.`", W("The format is not right."), 1],
  ["'Field is required.'", `isUncheckedCheckbox ? ${W("This box must be ticked.")} : ${W("This field is required.")}`, 1],
  ["`Field must have minimum value of ${validation.min}.`", W("Not less than {0}.", "validation.min"), 1],
  ["`Field must have maximum value of ${validation.max}.`", W("Not more than {0}.", "validation.max"), 1],
  ["`Field must have minimum length of ${validation.minLength}.`", W("At least {0} characters.", "validation.minLength"), 1],
  ["`Field must have maximum length of ${validation.maxLength}.`", W("No more than {0} characters.", "validation.maxLength"), 1],
  ["'Field must be a valid  international phone number. (e.g. +4930664040900)'", W("Not a valid phone number."), 1],
  ["'Field must be a valid email.'", W("Not a valid e-mail address."), 1],
  // the server takes mainland numbers too, which this pattern would not
  ["validation.validationType === 'phone' && !PHONE_PATTERN.test(value)", "validation.validationType === 'phone' && !__phone(value)", 1],
];

/** Rewrites the literals of form-js to a lookup in our own table. */
export function formWords(here) {
  return {
    name: "form-words",
    setup(build) {
      build.onLoad({ filter: /form-js-viewer[\\/]dist[\\/]index\.es\.js$/ }, ({ path }) => {
        let source = readFileSync(path, "utf8");
        for (const [text, becomes, times] of FORM_TEXTS) {
          const found = source.split(text).length - 1;
          if (found !== times) throw new Error(`form-js has ${JSON.stringify(text)} ${found} times, not ${times}`);
          source = source.split(text).join(becomes);
        }
        const words = JSON.stringify(join(here, "src", "form", "words.js"));
        return { contents: `import { words as __words, locale as __locale, phone as __phone } from ${words};\n${source}` };
      });
    },
  };
}

/** Leaves out the code editors that the properties panel would bring along for other vendors' fields. */
export function stubs(here) {
  return {
    name: "stubs",
    setup(build) {
      build.onResolve({ filter: /^@bpmn-io\/(feel|feelers)-editor$/ }, () => ({ path: join(here, "build", "no-editor.js") }));
      build.onResolve({ filter: /^@bpmn-io\/extract-process-variables/ }, () => ({ path: join(here, "build", "no-variables.js") }));
    },
  };
}
