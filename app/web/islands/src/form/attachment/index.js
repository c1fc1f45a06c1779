// A component type "attachment": files are uploaded when they are chosen, the answer is the list of their ids.

import AttachmentField from "./AttachmentField.jsx";
import Uploads from "./Uploads.js";

class AttachmentFields {
  constructor(formFields) {
    formFields.register("attachment", AttachmentField);
  }
}
AttachmentFields.$inject = ["formFields"];

export default {
  __init__: ["attachmentFields"],
  attachmentFields: ["type", AttachmentFields],
  uploads: ["type", Uploads],
};
