"""What travels: kinds, exact bytes, seals; and the one policy: who may see what."""
