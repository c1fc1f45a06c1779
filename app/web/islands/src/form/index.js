// The form island: form-js fills in, the server decides; nothing typed is lost on the way.

import { Form } from "@bpmn-io/form-js-viewer";
import flatpickr from "flatpickr";
import { Mandarin } from "flatpickr/dist/esm/l10n/zh.js";
import { element, english, guardLeaving, inlineData, islands, say } from "../shared/page.js";
import attachmentModule from "./attachment/index.js";
import { answersOf } from "./answers.js";
import { describeFields } from "./accessibility.js";
import { Drafts } from "./drafts.js";
import { Submission } from "./submission.js";
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "./form.css";

islands("form", mount);

async function mount(host) {
  if (!english()) flatpickr.localize(Mandarin);
  const { schema, data = {}, attachments = {}, errors } = inlineData(host);
  const place = element("div", { class: "form-place" });
  const bar = element("div", { class: "form-bar" });
  host.append(place, bar);
  const form = new Form({
    container: place,
    debounce: false, // what is typed counts at once: a pause loses it when something else changes within
    uploads: { url: host.dataset.uploadUrl, known: attachments },
    additionalModules: [attachmentModule],
  });
  await form.importSchema(schema, data);
  const untouched = JSON.stringify(answersOf(form));
  let changed = false;
  const drafts = new Drafts(host, form);
  const submission = new Submission(host, form, drafts);
  form.on("changed", () => {
    changed = changed || JSON.stringify(answersOf(form)) !== untouched;
    if (changed) drafts.changed();
  });
  const previewing = !host.dataset.submitUrl;
  guardLeaving(() => drafts.unsaved && !submission.accepted && !previewing);
  describeFields(form, place);
  if (!previewing) bar.append(submission.button, drafts.status);
  // Enter in a field would otherwise send a form that is still being written
  place.addEventListener("submit", (event) => event.preventDefault(), true);
  if (errors) submission.show(errors, say("有些内容需要修改。", "Some entries need another look."));
  host.form = form; // for tests: both sides must work out the same conditions
  host.setAttribute("data-ready", "");
}
