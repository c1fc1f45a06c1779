// The bar above the drawing.

import { element, say } from "../shared/page.js";
import { whole } from "./sight.js";

export function toolbar(bar, host, modeler, problems, saving) {
  const [stack, canvas] = [modeler.get("commandStack"), modeler.get("canvas")];
  const button = (name, text, title, onclick, kind = "") => element("button", { type: "button", class: `btn btn-sm ${kind}`, "data-action": name, title, onclick }, text);
  const undo = button("undo", "↶", say("撤销 (Ctrl+Z)", "Undo (Ctrl+Z)"), () => stack.undo());
  const redo = button("redo", "↷", say("重做 (Ctrl+Y)", "Redo (Ctrl+Y)"), () => stack.redo());
  const save = button("save", say("保存草稿", "Save draft"), "Ctrl+S", () => saving.save(), "btn-primary");
  const publish = button("publish", say("发布…", "Publish…"), say("使草稿成为新版本", "Make the draft a new version"), () => saving.publish());
  const state = element("span", { class: "studio-state", "aria-live": "polite" });
  for (const [wanted, made] of [[host.dataset.draftUrl, save], [host.dataset.publishUrl, publish]]) made.hidden = !wanted;
  bar.append(
    group(save, publish, host.dataset.checkUrl && button("check", say("检查", "Check"), say("由服务器检查整张图", "Have the server check the drawing"), () => problems.check({ open: true }))),
    group(undo, redo, host.dataset.arrangeUrl && button("arrange", say("排版", "Arrange"), say("按流程顺序重新排列整张图", "Lay the whole drawing out anew"), () => saving.arrange())),
    group(
      button("zoom-out", "−", say("缩小", "Zoom out"), () => modeler.get("zoomScroll").stepZoom(-1)),
      button("zoom-fit", say("全图", "Fit"), say("显示整张图", "Show the whole drawing"), () => whole(canvas)),
      button("zoom-in", "+", say("放大", "Zoom in"), () => modeler.get("zoomScroll").stepZoom(1)),
      button("minimap", say("缩略图", "Minimap"), say("显示或收起缩略图", "Show or hide the minimap"), () => modeler.get("minimap").toggle())),
    group(button("download", say("下载", "Download"), say("下载 BPMN 文件", "Download the BPMN file"), () => saving.download())),
    state);
  const show = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
    save.disabled = saving.busy || saving.blocked || !saving.dirty;
    publish.disabled = Boolean(saving.busy || saving.blocked);
    state.textContent = stateOf(saving);
    host.dataset.state = saving.blocked ? "blocked" : saving.busy ? "busy" : saving.dirty ? "dirty" : "clean";
  };
  saving.onChange(show);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saving.save();
    }
  });
}

function group(...buttons) {
  return element("div", { class: "studio-buttons" }, ...buttons);
}

function stateOf({ blocked, busy, dirty, savedAt }) {
  if (blocked) return say("不能保存", "Cannot be saved");
  if (busy) return say("正在处理…", "Working…");
  if (dirty) return say("有未保存的修改", "Unsaved changes");
  return savedAt ? say("草稿已保存 ", "Draft saved ") + savedAt.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" }) : "";
}
