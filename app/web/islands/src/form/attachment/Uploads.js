// Sends files and remembers what they were called.

import { request, trouble } from "../../shared/page.js";

export default class Uploads {
  constructor(config) {
    this._url = config?.url;
    this._known = { ...config?.known };
  }

  /** Whether the page has a place to upload to. */
  get available() {
    return Boolean(this._url);
  }

  /** {name, size, url} of an id. */
  about(id) {
    return this._known[id] ?? { name: id };
  }

  /** Uploads one file; {id} or {error}. */
  async send(file) {
    const body = new FormData();
    body.append("file", file, file.name);
    const answer = await request(this._url, { method: "POST", body, headers: { "Idempotency-Key": crypto.randomUUID() } });
    if (!answer.ok || !answer.data.id) return { error: `${file.name}：${trouble(answer)}` };
    const { id, name = file.name, size = file.size, url } = answer.data;
    this._known[id] = { name, size, url };
    return { id };
  }
}
Uploads.$inject = ["config.uploads"];
