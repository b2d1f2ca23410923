"""Widgets that several panels share: check boxes, popups, labels and links."""
