// What every island needs of the page around it: language, data, requests that carry the page's token.

export const english = () => (document.documentElement.lang || "zh").toLowerCase().startsWith("en");

/** The right one of two texts. */
export const say = (zh, en) => (english() ? en : zh);

/** An element with attributes and children; texts go in as text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** The JSON in the island's own data block, or an empty object. */
export function inlineData(host) {
  const block = host.querySelector('script[type="application/json"]');
  return block ? JSON.parse(block.textContent) : {};
}

/** Mounts on every island of a kind, now and when htmx brings a new one. */
export function islands(kind, mount) {
  const all = (root) => {
    for (const host of root.querySelectorAll(`[data-island="${kind}"]:not([data-mounted])`)) {
      host.setAttribute("data-mounted", "");
      Promise.resolve(mount(host)).catch((error) => failed(host, error));
    }
  };
  document.addEventListener("htmx:load", (event) => all(event.target.parentElement ?? document));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => all(document));
  else all(document);
}

function failed(host, error) {
  host.setAttribute("data-failed", String(error?.message ?? error));
  host.prepend(element("div", { class: "alert alert-danger m-3", role: "alert" },
    say("这一部分没有打开，请刷新页面；若仍如此，请告知管理员。", "This part could not be opened. Reload the page; if that does not help, tell an administrator."),
    element("div", { class: "small text-secondary mt-1" }, String(error?.message ?? error))));
}

/** A request with the page's token; the answer as {status, ok, data}, status 0 where no server answered. */
export async function request(url, { method = "GET", json, body, headers = {} } = {}) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  const all = { Accept: "application/json", ...headers };
  if (token) all["X-CSRF-Token"] = token;
  if (json !== undefined) all["Content-Type"] = "application/json";
  try {
    const answer = await fetch(url, { method, headers: all, body: json === undefined ? body : JSON.stringify(json), credentials: "same-origin" });
    const text = await answer.text();
    return { status: answer.status, ok: answer.ok, data: parsed(text), text };
  } catch {
    return { status: 0, ok: false, data: {}, text: "" };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** What to tell a person when a request did not succeed and the server said nothing readable. */
export function trouble({ status, data }) {
  if (data?.message) return data.message;
  if (status === 0) return say("没有连上服务器，请检查网络后再试。", "The server could not be reached. Check the network and try again.");
  if (status === 401) return say("登录已过期，请在另一个窗口重新登录后再试。", "You are signed out. Sign in again in another window, then try again.");
  if (status === 403) return say("您的角色不允许此操作，或页面已过期。", "Your role does not allow this, or the page is too old.");
  if (status === 413) return say("内容或文件太大。", "The content or file is too large.");
  return say(`服务器未能处理（${status}），请稍后再试。`, `The server could not handle this (${status}). Try again later.`);
}

/** Asks before the page is left while `unsaved()` is true. */
export function guardLeaving(unsaved) {
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
}
