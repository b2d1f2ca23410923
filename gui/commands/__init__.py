"""All commands: their words, keys and menus."""
