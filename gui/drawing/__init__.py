"""From a state of a recording to a scene on the canvas: which part is drawn, and its layout."""
