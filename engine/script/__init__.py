"""Reading a script: positions, variables, and notebook commands."""
