"""Tries a script on zeros before it is run: do its operations accept their operands?"""
