"""The inspector: a panel with all details of one card."""
