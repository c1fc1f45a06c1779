"""Gives a drawing its picture: columns from the order of flows, rows inside lanes, flows around shapes, names beside."""

from app.layout.picture import has_picture, lay_out

__all__ = ["has_picture", "lay_out"]
