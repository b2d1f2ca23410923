"""The commands: their texts, keys, menus and actions."""
