"""The operations of neural networks: activations, layers and losses."""
