"""The plots panel: a function with its derivative, and a number over the turns of a loop."""
