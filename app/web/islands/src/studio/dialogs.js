// Questions to the person, as native dialogs.

import { element, say } from "../shared/page.js";

/** Shows a message with the lines of a list; further buttons are [label, what to do]. */
export function tell(title, text, { actions = [], lines = [] } = {}) {
  return new Promise((done) => {
    const dialog = shell(title, done);
    const buttons = actions.map(([label, act]) => element("button", { type: "button", class: "btn", onclick: () => act() }, label));
    const list = lines.length > 0 && element("ul", {}, ...lines.map((line) => element("li", {}, line)));
    dialog.append(element("p", {}, text), ...(list ? [list] : []), element("div", { class: "studio-dialog-buttons" }, ...buttons,
      element("button", { type: "button", class: "btn btn-primary", onclick: () => dialog.close() }, say("知道了", "Close"))));
    dialog.showModal();
  });
}

/** Asks for a text; null when the person thinks better of it. */
export function ask(title, text, label) {
  return new Promise((done) => {
    let answer = null;
    const dialog = shell(title, () => done(answer));
    const field = element("textarea", { class: "form-control", rows: "4", required: true, "aria-label": text });
    const accept = element("button", { type: "button", class: "btn btn-primary", disabled: true, onclick: () => { answer = field.value.trim(); dialog.close(); } }, label);
    field.addEventListener("input", () => { accept.disabled = !field.value.trim(); });
    dialog.append(element("p", {}, text), field, element("div", { class: "studio-dialog-buttons" },
      element("button", { type: "button", class: "btn", onclick: () => dialog.close() }, say("取消", "Cancel")), accept));
    dialog.showModal();
    field.focus();
  });
}

/** Whether the person wants it. */
export function sure(title, text, label) {
  return new Promise((done) => {
    let answer = false;
    const dialog = shell(title, () => done(answer));
    const accept = element("button", { type: "button", class: "btn btn-primary", onclick: () => { answer = true; dialog.close(); } }, label);
    dialog.append(element("p", {}, text), element("div", { class: "studio-dialog-buttons" },
      element("button", { type: "button", class: "btn", onclick: () => dialog.close() }, say("取消", "Cancel")), accept));
    dialog.showModal();
    accept.focus();
  });
}

function shell(title, closed) {
  const dialog = element("dialog", { class: "studio-dialog", "aria-label": title }, element("h2", {}, title));
  dialog.addEventListener("close", () => { dialog.remove(); closed(); });
  document.body.append(dialog);
  return dialog;
}
