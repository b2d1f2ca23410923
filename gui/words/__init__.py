"""Texts about recordings: names of cards, numbers, sentences, reasons and advice."""
