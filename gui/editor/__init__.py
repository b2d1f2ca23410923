"""The script: edited as in any editor, and marked with what its recorded run did."""
