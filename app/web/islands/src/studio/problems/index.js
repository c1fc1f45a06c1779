// Problems: what the server's check found and what the canvas knows at once, on the elements and in a list.

import { element, english, request, say, trouble } from "../../shared/page.js";
import { unsupported } from "./capabilities.js";

const PAUSE = 1_200;

export class Problems {
  constructor(host, modeler, panel) {
    this._host = host;
    this._modeler = modeler;
    this._panel = panel;
    this._capabilities = modeler.get("capabilities");
    this._server = [];
    this._client = [];
    this._round = 0;
    this._open = false;
    this._note = "";
  }

  /** First findings, then after every change: ours at once, the server's after a pause. */
  start(findings) {
    this._server = findings;
    this._lint();
    this._modeler.on("commandStack.changed", () => {
      this._lint();
      clearTimeout(this._timer);
      if (this._host.dataset.checkUrl) this._timer = setTimeout(() => this.check(), PAUSE);
    });
    if (this._host.dataset.checkUrl && findings.length === 0) this.check();
  }

  /** Asks the server; an answer that a newer question has overtaken is dropped. */
  async check({ open = false } = {}) {
    const round = ++this._round;
    const { xml } = await this._modeler.saveXML({ format: true });
    const answer = await request(this._host.dataset.checkUrl, { method: "POST", json: { xml } });
    if (round !== this._round) return;
    this._note = answer.ok ? "" : trouble(answer);
    const found = Array.isArray(answer.data) ? answer.data : answer.data.findings;
    this.fromServer(answer.ok ? found ?? [] : this._server, { open });
  }

  /** Takes findings {element, code, severity, zh, en, why: {zh, en}} that came with another answer. */
  fromServer(findings, { open = false } = {}) {
    this._server = findings;
    if (open) this._open = true;
    this._draw();
  }

  _lint() {
    this._client = unsupported(this._modeler.get("elementRegistry"), this._capabilities);
    this._draw();
  }

  _findings() {
    const seen = new Set(this._server.map(({ element: id, code }) => `${id} ${code}`));
    return [...this._server, ...this._client.filter(({ element: id, code }) => !seen.has(`${id} ${code}`))]
      .sort((one, other) => weight(one) - weight(other));
  }

  _draw() {
    const findings = this._findings();
    const overlays = this._modeler.get("overlays");
    overlays.remove({ type: "problem" });
    for (const [id, ofElement] of grouped(findings)) {
      const shape = this._shape(id);
      if (shape?.parent) overlays.add(shape, "problem", { position: shape.waypoints ? { top: -8, left: -8 } : { top: -9, left: -9 }, html: this._badge(ofElement) });
    }
    this._list(findings);
    const errors = findings.filter(({ severity }) => severity === "error").length;
    this._host.dataset.errors = errors;
    this._host.dataset.warnings = findings.length - errors;
  }

  /** The shape of a finding's element; a finding on a process of a pool stands at the pool. */
  _shape(id) {
    const registry = this._modeler.get("elementRegistry");
    return id ? registry.get(id) ?? registry.find(({ businessObject }) => businessObject?.processRef?.id === id) : undefined;
  }

  _badge(findings) {
    const worst = findings[0].severity;
    return element("button", {
      type: "button", class: `problem-badge problem-${worst}`, title: findings.map(worded).join("\n"), "aria-label": findings.map(worded).join(" "),
      onclick: () => this._show(findings[0]),
    }, worst === "error" ? "✕" : "!");
  }

  _list(findings) {
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const summary = findings.length
      ? say(`错误 ${errors} 个，警告 ${findings.length - errors} 个`, `Errors: ${errors}, warnings: ${findings.length - errors}`)
      : say("没有发现问题", "No problems found");
    const head = element("button", { type: "button", class: `studio-problems-head ${errors ? "has-errors" : ""}`, "aria-expanded": String(this._open), onclick: () => this._toggle() },
      this._open ? "▾ " : "▸ ", summary, this._note && element("span", { class: "studio-problems-note" }, this._note));
    this._panel.replaceChildren(head, ...(this._open ? [element("ul", {}, ...findings.map((finding) => this._item(finding)))] : []));
  }

  _item(finding) {
    const shape = this._shape(finding.element);
    const name = shape?.businessObject?.name ?? finding.element ?? say("整张图", "Drawing");
    return element("li", {}, element("button", { type: "button", class: `problem-item problem-item-${finding.severity}`, "data-element": finding.element, onclick: () => this._show(finding) },
      element("span", { class: `problem-dot problem-${finding.severity}` }), element("b", {}, name), told(finding), element("code", {}, finding.code)));
  }

  _toggle() {
    this._open = !this._open;
    this._draw();
  }

  _show({ element: id }) {
    this._open = true;
    this._draw();
    const shape = this._shape(id);
    if (!shape) return;
    const canvas = this._modeler.get("canvas");
    canvas.setRootElement(canvas.findRoot(shape) ?? canvas.getRootElement());
    if (shape.parent) canvas.scrollToElement(shape, 120);
    this._modeler.get("selection").select(shape);
  }
}

const weight = ({ severity }) => (severity === "error" ? 0 : 1);
const worded = (finding) => (english() ? finding.en : finding.zh) || finding.zh || finding.code;
const reason = ({ why }) => (english() ? why?.en : why?.zh) || null;

/** What is wrong and what to do; below it, quieter, why it matters. */
export function told(finding) {
  return element("span", { class: "problem-told" }, worded(finding), reason(finding) && element("small", {}, reason(finding)));
}

function grouped(findings) {
  const groups = new Map();
  for (const finding of findings) {
    if (!groups.has(finding.element)) groups.set(finding.element, []);
    groups.get(finding.element).push(finding);
  }
  return groups;
}
