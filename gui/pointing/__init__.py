"""Links between script and graph: marks on either side, tool tips, and the search for tensors."""
