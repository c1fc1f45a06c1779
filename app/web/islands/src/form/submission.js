// Sending: once, with a key that makes a repetition harmless; what the server says stands where it belongs.

import { element, request, say, trouble } from "../shared/page.js";
import { answersOf, faulty, showErrors } from "./answers.js";

export class Submission {
  constructor(host, form, drafts) {
    this.accepted = false;
    this.button = element("button", { type: "button", class: "btn btn-primary", "data-submit": "", onclick: () => this.send() },
      host.dataset.submitLabel || say("提交", "Submit"));
    this._host = host;
    this._form = form;
    this._drafts = drafts;
    this._key = host.dataset.key || crypto.randomUUID();
    this._summary = element("div", { class: "form-summary", role: "alert", tabindex: "-1", hidden: true });
    host.prepend(this._summary);
  }

  async send() {
    if (this._busy || this.accepted) return;
    if (faulty(this._form)) {
      this.show(null, say("有些内容需要修改。", "Some entries need another look."));
      return;
    }
    this._setBusy(true);
    await this._drafts.stop();
    const answer = await request(this._host.dataset.submitUrl, {
      method: "POST", json: { answers: answersOf(this._form) }, headers: { "Idempotency-Key": this._key },
    });
    if (answer.ok) {
      this.accepted = true;
      this._say("accepted", null);
      location.assign(answer.data.next || location.href);
      return;
    }
    this._setBusy(false);
    this._drafts.resume();
    if (answer.status === 422) this.show(answer.data.errors ?? {}, answer.data.message || say("有些内容需要修改。", "Some entries need another look."));
    else if (answer.status === 409 || answer.status === 410) this._gone(answer);
    else this._say("failed", [element("strong", {}, trouble(answer)), " ", say("已填写的内容仍在本页。", "What you typed is still on this page.")]);
  }

  /** A summary on top that leads to each field with a fault; `errors` null means the browser's own. */
  show(errors, message) {
    const homeless = errors === null ? [] : showErrors(this._form, errors);
    this._say("invalid", [element("strong", {}, message)]);
    // form-js draws the messages in its next frame
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const items = homeless.map(([path, texts]) => element("li", {}, [...(path.length ? [path.join(" › ")] : []), texts.join(" ")].join(say("：", ": "))));
      for (const place of this._host.querySelectorAll(".fjs-form-field-error")) items.push(this._leadTo(place));
      if (items.length) this._summary.append(element("ul", {}, ...items));
      this._summary.focus();
    }));
  }

  _leadTo(message) {
    const field = message.closest(".fjs-form-field");
    const label = field?.querySelector("label, legend, .fjs-form-field-label")?.textContent?.replace(/[。.]?\*?$/, "") ?? "";
    const row = rowNumber(message);
    const where = row ? say(`第 ${row} 行 `, `Row ${row}: `) : "";
    const go = (event) => {
      event.preventDefault();
      field?.scrollIntoView({ block: "center" });
      field?.querySelector("input, textarea, select, button")?.focus();
    };
    return element("li", {}, element("a", { href: "#", onclick: go }, `${where}${label}`), `${say("：", ": ")}${[...message.querySelectorAll("li")].map((each) => each.textContent).join(" ") || message.textContent}`);
  }

  _gone(answer) {
    this._drafts.close();
    this._say("gone", [
      element("strong", {}, trouble(answer)), " ",
      say("已填写的内容仍在本页，刷新前请先复制需要的文字。", "What you typed is still on this page; copy what you need before reloading."), " ",
      element("a", { href: location.href, onclick: () => { this.accepted = true; } }, say("刷新页面", "Reload the page")),
    ]);
    this._summary.focus();
  }

  _setBusy(busy) {
    this._busy = busy;
    this.button.disabled = busy;
    this.button.classList.toggle("is-busy", busy);
  }

  _say(state, parts) {
    this._host.dataset.state = state;
    this._summary.hidden = parts === null;
    this._summary.className = `form-summary alert ${state === "gone" ? "alert-warning" : "alert-danger"}`;
    this._summary.replaceChildren(...(parts ?? []));
  }
}

/** Which row of its list something stands in, or 0 outside lists. */
function rowNumber(place) {
  const list = place.closest(".fjs-form-field-dynamiclist");
  const rows = list ? [...list.querySelectorAll(".fjs-repeat-row-container")].filter((row) => row.closest(".fjs-form-field-dynamiclist") === list) : [];
  return rows.findIndex((row) => row.contains(place)) + 1;
}
