"""An award batch (立项批次): four authorities agree on a list, the public may object, projects begin."""
