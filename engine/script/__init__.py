"""Reading a script: positions in it, its variables, and commands of notebooks."""
