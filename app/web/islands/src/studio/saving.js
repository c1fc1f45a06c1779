// Drafts and versions: never over somebody else's work, never with a part of the drawing lost.

import { element, guardLeaving, request, say, trouble } from "../shared/page.js";
import { ask, sure, tell } from "./dialogs.js";
import { told } from "./problems/index.js";
import { whole } from "./sight.js";

// attributes that nobody knows are written back as they were read
const KEPT = /^unknown attribute/;
const MAX_TOLD = 5; // the panel below the drawing lists them all

export class Saving {
  constructor(host, modeler, problems, { version, original, warnings, banner }) {
    this.dirty = false;
    const losses = warnings.filter(({ message }) => !KEPT.test(message));
    this.blocked = losses.length > 0;
    this._host = host;
    this._modeler = modeler;
    this._problems = problems;
    this._version = version;
    this._original = original;
    this._listeners = [];
    if (this.blocked) this._explain(banner, losses);
    modeler.on("commandStack.changed", () => this._set(true));
    guardLeaving(() => this.dirty && !this.blocked);
  }

  /** Calls back whenever there is something else to show: unsaved changes, saved, under way. */
  onChange(listener) {
    this._listeners.push(listener);
    listener();
  }

  /** What is drawn now, with a name that is still being typed. */
  async xml() {
    const editing = this._modeler.get("directEditing");
    if (editing.isActive()) editing.complete();
    return (await this._modeler.saveXML({ format: true })).xml;
  }

  /** Saves the draft; whether it is saved now. */
  async save() {
    if (this.blocked || this.busy) return false;
    return this._alone(async () => {
      const answer = await request(this._host.dataset.draftUrl, { method: "PUT", json: { xml: await this.xml(), version: this._version } });
      if (answer.ok) {
        this._version = answer.data.version ?? this._version;
        if (answer.data.findings) this._problems.fromServer(answer.data.findings);
        this.savedAt = new Date();
        this._set(false);
        return true;
      }
      if (answer.status === 409) await this._overtaken(answer.data);
      else {
        if (answer.data.findings) this._problems.fromServer(answer.data.findings);
        await tell(say("草稿没有保存", "The draft was not saved"), trouble(answer));
      }
      return false;
    });
  }

  /** Saves, asks for a note and makes the draft the version in force. */
  async publish() {
    if (this.blocked || this.busy) return;
    if (this.dirty && !(await this.save())) return;
    const note = await ask(say("发布新版本", "Publish a new version"),
      say("请说明修改了什么、依据是什么。正在办理的事项仍按原版本继续。", "Say what has changed and on what basis. What is under way stays with its version."),
      say("发布", "Publish"));
    if (note === null) return;
    await this._alone(async () => {
      const answer = await request(this._host.dataset.publishUrl, { method: "POST", json: { xml: await this.xml(), version: this._version, note } });
      if (answer.ok) {
        this._version = answer.data.version ?? this._version;
        this._set(false);
        if (answer.data.next) location.assign(answer.data.next);
        else await tell(say("已发布", "Published"), answer.data.message ?? say("新版本已生效。", "The new version is in force."));
      } else if (answer.status === 409) await this._overtaken(answer.data);
      else {
        if (answer.data.findings) this._problems.fromServer(answer.data.findings, { open: true });
        const errors = (answer.data.findings ?? []).filter(({ severity }) => severity === "error");
        const more = errors.length - MAX_TOLD;
        await tell(say("没有发布", "Not published"), trouble(answer), {
          lines: [...errors.slice(0, MAX_TOLD).map(told), ...(more > 0 ? [say(`另有 ${more} 处，见图下方的问题列表。`, `And ${more} more, listed below the drawing.`)] : [])],
        });
      }
    });
  }

  /** Has the server lay the drawing out anew; what it means stays, and so do unsaved changes. */
  async arrange() {
    if (this.blocked || this.busy) return;
    if (!(await sure(say("重新排版", "Arrange"),
      say("整张图将按流程顺序重新排列，这一步不能撤销；内容不变。", "The whole drawing is laid out anew. That cannot be undone; what it means stays."),
      say("排版", "Arrange")))) return;
    await this._alone(async () => {
      const answer = await request(this._host.dataset.arrangeUrl, { method: "POST", json: { xml: await this.xml() } });
      if (!answer.ok) return tell(say("没有排版", "Not arranged"), trouble(answer));
      await this._modeler.importXML(answer.data.xml);
      whole(this._modeler.get("canvas"));
      this._set(true);
    });
  }

  /** Hands the drawing to the person as a file. */
  async download() {
    const text = this.blocked ? this._original : await this.xml();
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/xml" })), download: `${this._host.dataset.name || "diagram"}.bpmn` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async _alone(work) {
    this.busy = true;
    this._tell();
    try {
      return await work();
    } finally {
      this.busy = false;
      this._tell();
    }
  }

  async _overtaken({ by, at, message }) {
    const who = by ? say(`${by} 于 ${at ?? ""} 保存了另一份草稿。`, `${by} saved another draft at ${at ?? ""}.`) : message ?? say("其他人保存了另一份草稿。", "Somebody else saved another draft.");
    await tell(say("草稿已被他人更新", "The draft has moved on"),
      `${who} ${say("您的图纸仍在本页：可先下载保留，再载入对方的版本。", "Your drawing is still on this page: download it to keep it, then load the other one.")}`,
      { actions: [
        [say("下载我的版本", "Download mine"), () => this.download()],
        [say("载入对方的版本", "Load theirs"), () => { this.dirty = false; location.reload(); }],
      ] });
  }

  _explain(banner, warnings) {
    banner.hidden = false;
    banner.append(
      element("strong", {}, say("图纸中有设计器读不懂的内容，为免丢失，不能在此保存或发布。", "The drawing has content that the designer cannot read. So as not to lose it, nothing can be saved or published here.")),
      element("ul", {}, ...warnings.slice(0, 5).map(({ message }) => element("li", {}, message.split("\n")[0]))));
  }

  _set(dirty) {
    this.dirty = dirty;
    this._tell();
  }

  _tell() {
    for (const listener of this._listeners) listener();
  }
}
