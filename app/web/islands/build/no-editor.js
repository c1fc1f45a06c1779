// Stands where the FEEL code editors of the properties panel would be; our fields are plain text areas.
export default class NoEditor {
  setValue() {}
  setVariables() {}
  focus() {}
  getSelection() { return { ranges: [] }; }
}
export { NoEditor as FeelEditor, NoEditor as FeelersEditor };
