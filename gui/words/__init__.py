"""Everything that is said in words: names of cards, numbers, sentences, reasons and advice."""
