// Drafts: what is typed goes to the server a moment later, and the page says so.

import { element, request, say, trouble } from "../shared/page.js";
import { answersOf } from "./answers.js";

const PAUSE = 1_500;

export class Drafts {
  constructor(host, form) {
    this.unsaved = false;
    this.status = element("span", { class: "form-draft", "aria-live": "polite", "data-draft": "" });
    this._url = host.dataset.draftUrl;
    this._form = form;
    this._timer = null;
    this._sending = null;
    this._closed = false;
  }

  /** Something was typed. */
  changed() {
    if (this._closed) return;
    this.unsaved = true;
    this._say("dirty", say("有未保存的修改", "Unsaved changes"));
    if (!this._url) return;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._save(), PAUSE);
  }

  /** No more drafts for now: the form is on its way. Waits for one that is under way. */
  async stop() {
    clearTimeout(this._timer);
    await this._sending;
  }

  /** The form was not taken; what is typed is still to be kept. */
  resume() {
    if (this.unsaved) this.changed();
  }

  /** The task has ended elsewhere; saving would only repeat the refusal. */
  close() {
    this._closed = true;
    clearTimeout(this._timer);
  }

  async _save() {
    if (this._sending) await this._sending;
    this.unsaved = false;
    this._sending = request(this._url, { method: "POST", json: { answers: answersOf(this._form) } });
    const answer = await this._sending;
    this._sending = null;
    if (answer.ok) {
      if (!this.unsaved) this._say("saved", say("草稿已保存", "Draft saved") + " " + new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false }).format());
      return;
    }
    this.unsaved = true;
    if (answer.status === 409 || answer.status === 410 || answer.status === 404) this.close();
    this._say("failed", say("草稿没有保存：", "The draft was not saved: ") + trouble(answer));
  }

  _say(state, text) {
    this.status.dataset.draft = state;
    this.status.textContent = text;
  }
}
