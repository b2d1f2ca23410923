"""Records a run: what the engine reports is noted, encoded as rows of tables, and sent."""
