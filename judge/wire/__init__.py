"""What crosses the trust line: plain data (`codec`) in length-framed messages (`messages`); shared by both sides."""
