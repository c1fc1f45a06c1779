import { Description, Errors, FormContext, Label } from "@bpmn-io/form-js-viewer";
import { useContext, useRef, useState } from "preact/hooks";
import { say } from "../../shared/page.js";

/** A button to choose files, and the list of those already there: name, size, remove. */
export default function AttachmentField({ field, value, errors = [], disabled, readonly, domId, onChange }) {
  const uploads = useContext(FormContext).getService("uploads");
  const input = useRef();
  const [under, setUnder] = useState(0);
  const [failures, setFailures] = useState([]);
  const ids = Array.isArray(value) ? value : [];
  const latest = useRef(ids);
  latest.current = ids;
  const { label, description, accept, maxCount = 1, validate = {} } = field;
  const keep = (next) => {
    latest.current = next;
    onChange({ field, value: next });
  };

  const send = async (files) => {
    setFailures([]);
    const room = maxCount - latest.current.length;
    const chosen = [...files].slice(0, room);
    if (files.length > room) setFailures([say(`附件不超过 ${maxCount} 个。`, `No more than ${maxCount} attachments.`)]);
    setUnder(chosen.length);
    for (const file of chosen) {
      const { id, error } = await uploads.send(file);
      if (error) setFailures((before) => [...before, error]);
      else if (!latest.current.includes(id)) keep([...latest.current, id]);
      setUnder((count) => count - 1);
    }
    if (input.current) input.current.value = "";
  };

  const fixed = disabled || readonly || !uploads.available;
  const all = [...errors, ...failures];
  return (
    <div class={`fjs-form-field fjs-form-field-attachment${all.length ? " fjs-has-errors" : ""}${fixed ? " fjs-disabled" : ""}`}>
      <Label htmlFor={domId} label={label} required={validate.required} />
      <input ref={input} id={domId} type="file" class="fjs-hidden" multiple={maxCount > 1} accept={accept || undefined} disabled={fixed}
        onChange={(event) => send(event.target.files)} aria-describedby={`${domId}-error-message`} aria-invalid={all.length > 0} />
      <ul class="attachment-list">
        {ids.map((id) => <Attached key={id} about={uploads.about(id)} fixed={fixed} remove={() => keep(latest.current.filter((each) => each !== id))} />)}
      </ul>
      {!fixed && ids.length < maxCount && (
        <button type="button" class="fjs-button attachment-choose" disabled={under > 0} onClick={() => input.current.click()}>
          {under > 0 ? say(`正在上传（${under}）…`, `Uploading (${under})…`) : say("选择文件", "Choose files")}
        </button>
      )}
      {!uploads.available && <div class="fjs-form-field-description">{say("此页面不能上传附件。", "Files cannot be uploaded on this page.")}</div>}
      <Description description={description} />
      <Errors errors={all} id={`${domId}-error-message`} />
    </div>
  );
}

function Attached({ about, fixed, remove }) {
  return (
    <li>
      {about.url ? <a href={about.url} target="_blank" rel="noopener">{about.name}</a> : <span>{about.name}</span>}
      {about.size !== undefined && <span class="attachment-size">{sized(about.size)}</span>}
      {!fixed && <button type="button" class="attachment-remove" aria-label={say(`移除 ${about.name}`, `Remove ${about.name}`)} onClick={remove}>✕</button>}
    </li>
  );
}

function sized(bytes) {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1_024)} KB`;
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

AttachmentField.config = {
  type: "attachment",
  keyed: true,
  label: "Attachments",
  group: "basic-input",
  emptyValue: [],
  sanitizeValue: ({ value }) => (Array.isArray(value) ? value.map(String) : []),
  create: (options = {}) => ({ ...options }),
};
