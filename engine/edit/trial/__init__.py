"""Abstract execution of scripts on zeros: do the operations accept their operands?"""
