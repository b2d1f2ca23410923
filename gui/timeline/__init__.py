"""The bar that shows all steps of a run and where the cursor stands."""
