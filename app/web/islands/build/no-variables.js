// Only the panel's groups for other vendors ask for variables.
export const getVariablesForElement = () => [];
export const getVariablesForScope = () => [];
