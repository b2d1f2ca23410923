"""Operations that a script defines itself, as subclasses of ``autograd.Function``."""
