"""Records a run: events of the engine are noted, encoded as table rows, and sent."""
